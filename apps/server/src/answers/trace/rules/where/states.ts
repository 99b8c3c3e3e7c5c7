import type { Degree, Moment } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isForProcessing, isReceiving, isShipping, isVoidShipping } from '../basis/words.ts'
import type { Places } from '../chart/places.ts'

/** The buckets of §6, and `consumed` (§5): a quantity that went into what was made of it; where that is, is told of that. */
export const states = [
  'in-receipt',
  'in-stock',
  'in-production',
  'in-transit',
  'on-loan',
  'at-consignee',
  'used',
  'returned',
  'consumed',
  'scrapped',
  'destroyed',
  'unknown',
] as const
export type State = (typeof states)[number]
export const statuses = ['free', 'held', 'expired', 'retained'] as const
export type Status = (typeof statuses)[number]

/** How a thing stands at one moment, in one world. */
export type Situation = {
  readonly state: State
  readonly status: Status
  readonly place: string | null
  /** Who has it, or gets it (`in-transit`), or had it last (`unknown`). null: ourselves, or nobody told. */
  readonly party: string | null
  /** It goes to a party and stays ours. */
  readonly isLent: boolean
  /** The last party other than ourselves that had it. */
  readonly former: string | null
  /** That party had got it, and not made it or worked on it for us: what comes from there comes back. */
  readonly isDelivered: boolean
  readonly since: Moment
  /** The facts that say so. */
  readonly facts: readonly number[]
}

/** How a thing takes part: itself, or by the container that it lies in. `missing`: a complete look did not find it. */
export type Part = 'epc' | 'parent' | 'child' | 'input' | 'output' | 'missing' | 'lot'

/** One event as it concerns one thing. `via`: the container that takes part in its place. `degree`: whether it concerns the thing in every world. */
export type Word = { readonly event: Standing; readonly part: Part; readonly via: string | null; readonly degree: Degree }

const nameIn = (word: string | null): string =>
  word === null ? '' : word.slice(Math.max(word.lastIndexOf('-'), word.lastIndexOf('/')) + 1)

// CBV 2.0 §7.1 and §7.2, and steps of our own where it has none (`https://proofline.dev/ns/cbv/`).
const endUse = new Set(['dispensing', 'implanting', 'retail_selling'])
const production = new Set(
  'assembling blending commissioning creating_class_instance disassembling encoding installing removing repairing replacing reworking sterilizing'.split(
    ' ',
  ),
)
const storage = new Set(
  'collecting cycle_counting holding packing picking releasing repackaging reserving sampling staging_outbound stock_taking stocking storing unpacking'.split(
    ' ',
  ),
)
const travel = new Set(['departing', 'entering_exiting', 'loading', 'sensor_reporting', 'transporting', 'unloading'])
const holding = new Set(
  'damaged mismatch_class mismatch_instance mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other recalled stolen unavailable'.split(
    ' ',
  ),
)
const freeing = new Set(['active', 'available', 'conformant', 'sellable_accessible', 'sellable_not_accessible'])
const counting = new Set(['cycle_counting', 'stock_taking'])

/** It says how much there is, and moves nothing (§5, stock count). */
export const isCount = ({ bizStep }: Standing): boolean => counting.has(nameIn(bizStep))
export const placeOf = ({ bizLocation, readPoint }: Standing): string | null => bizLocation ?? readPoint

/** What has been used up, or put an end to, is not moved by what happens to its container. */
export const isOver = ({ state }: Pick<Situation, 'state'>): boolean => ['used', 'consumed', 'scrapped', 'destroyed'].includes(state)

/** Two situations with one key are one answer. */
export const keyOf = ({ state, status, place, party }: Situation): string =>
  [state, state === 'in-stock' ? status : '', place, party].join('\u0001')

/** When an event is ordered: what claims to have occurred after its receipt, at its receipt (§1). */
export const momentOf = ({ time, receivedMs }: Standing): Moment => (time.from > receivedMs ? { from: receivedMs, to: receivedMs } : time)

/** How it stands after the event; `before` undefined: nothing was told of it yet. */
export function after(before: Situation | undefined, word: Word, places: Places): Situation | undefined {
  const { event, part, via } = word
  if (part === 'lot') return before === undefined ? undefined : { ...before, status: statusAfter(before, event) }
  if (before !== undefined && via !== null && isOver(before)) return before
  const told = judge(before, word, places)
  if (told === undefined) return before
  const former = isAway(told, places) ? told.party : (before?.former ?? null)
  const wasDelivered = before?.isDelivered === true && before.former === former
  const isDelivered = wasDelivered || isDeliveredIn(told, places)
  const next = { ...told, former, isDelivered, status: statusAfter(before, event), since: momentOf(event), facts: event.facts }
  return before !== undefined && keyOf(before) === keyOf(next) && before.isLent === next.isLent ? before : next
}

type Told = Pick<Situation, 'state' | 'place' | 'party' | 'isLent'>

function judge(before: Situation | undefined, { event, part }: Word, places: Places): Told | undefined {
  switch (part) {
    case 'missing':
      return { state: 'unknown', place: null, party: before?.former ?? before?.party ?? null, isLent: false }
    case 'input':
      return { state: 'consumed', place: placeOf(event), party: null, isLent: false }
    case 'output':
      return { state: 'in-production', place: placeOf(event), party: outsiderAt(event, places), isLent: false }
    case 'child':
      return event.action === 'DELETE' && event.type === 'AssociationEvent'
        ? takenOut(before, event, places)
        : seen(before, event, places, false)
    case 'epc':
      if (isShipping(event)) return sent(event, places)
      if (isVoidShipping(event)) return { state: 'in-stock', place: placeOf(event), party: outsiderAt(event, places), isLent: false }
      if (isReceiving(event) || nameIn(event.bizStep) === 'arriving') return received(before, event, places)
      if (event.action === 'DELETE' || nameIn(event.bizStep) === 'destroying') return ended(before, event, places)
      return seen(before, event, places, true)
    default:
      return seen(before, event, places, false)
  }
}

const isDestroyed = ({ bizStep, disposition }: Standing): boolean => nameIn(bizStep) === 'destroying' || nameIn(disposition) === 'destroyed'

/** Held by somebody else, or on the way to somebody else. */
export const isAway = ({ party, state }: Pick<Situation, 'party' | 'state'>, places: Places): boolean =>
  party !== null && state !== 'unknown' && !places.isOwn(party)

const isDeliveredIn = (one: Pick<Situation, 'party' | 'state'>, places: Places): boolean =>
  isAway(one, places) && one.state !== 'in-production' && one.state !== 'in-stock'

function outsiderAt(event: Standing, places: Places): string | null {
  const place = placeOf(event)
  const party = place === null ? undefined : places.partyAt(place)
  return party === undefined || places.isOwn(party) ? null : party
}

function sent(event: Standing, places: Places): Told {
  const party = event.consignee
  const isOutside = party !== null && !places.isOwn(party)
  if (isOutside && isForProcessing(event)) return { state: 'in-production', place: places.destinationOf(event), party, isLent: false }
  return { state: 'in-transit', place: null, party, isLent: isOutside && places.isOwner(event) }
}

function received(before: Situation | undefined, event: Standing, places: Places): Told {
  const place = placeOf(event)
  const party = event.consignee ?? (place === null ? undefined : places.partyAt(place)) ?? null
  if (party !== null && !places.isOwn(party)) {
    const isLent = (before?.isLent === true && before.party === party) || places.isOwner(event)
    const isProcessed = before?.state === 'in-production' && before.party === party
    return { state: isLent ? 'on-loan' : isProcessed ? 'in-production' : 'at-consignee', place, party, isLent }
  }
  const isBack = before !== undefined && isDeliveredIn(before, places)
  const isFromFormer = event.consignor !== null && event.consignor === before?.former && before.isDelivered && before.state === 'in-transit'
  if (nameIn(event.disposition) === 'returned' || isBack || isFromFormer) return { state: 'returned', place, party: null, isLent: false }
  const isFromOwn = event.consignor === null ? before !== undefined : places.isOwn(event.consignor)
  return { state: isFromOwn ? 'in-stock' : 'in-receipt', place, party: null, isLent: false }
}

/** Where a part goes that is taken out at somebody else's place, nobody says (§2): with them, or back with who took it out. */
function takenOut(before: Situation | undefined, event: Standing, places: Places): Told {
  const place = placeOf(event)
  const party = place === null ? undefined : places.partyAt(place)
  const isOurs = party === undefined ? before === undefined || !isAway(before, places) : places.isOwn(party)
  return isOurs
    ? { state: 'in-stock', place, party: null, isLent: false }
    : { state: 'unknown', place: null, party: party ?? before?.party ?? null, isLent: false }
}

/** Only the name is given up, of a container that is empty by then: it says nothing of what had been in it. */
export const isGivenUp = ({ action, bizStep }: Standing): boolean => action === 'DELETE' && nameIn(bizStep) === 'decommissioning'

function ended(before: Situation | undefined, event: Standing, places: Places): Told {
  const [step, disposition] = [nameIn(event.bizStep), nameIn(event.disposition)]
  const held = before !== undefined && isAway(before, places) ? before.party : null
  const place = placeOf(event)
  const isKnown = place !== null && places.partyAt(place) !== undefined
  const at = { place, party: isKnown ? outsiderAt(event, places) : held, isLent: false }
  if (isDestroyed(event) || step === 'sampling') return { state: 'destroyed', ...at }
  if (step === 'scrapping' || disposition === 'disposed') return { state: 'scrapped', ...at }
  if (endUse.has(step) || step === 'installing' || disposition === 'dispensed' || disposition === 'retail_sold')
    return { state: 'used', ...at }
  return { state: 'unknown', ...at, place: null }
}

/** Told of at some place, or by a step. `isItself`: not only as what lies in something, or what something lies in. */
function seen(before: Situation | undefined, event: Standing, places: Places, isItself: boolean): Told | undefined {
  const step = nameIn(event.bizStep)
  const place = placeOf(event)
  if (travel.has(step) && before !== undefined) return undefined
  const party = place === null ? undefined : places.partyAt(place)
  if (nameIn(event.disposition) === 'stolen') return { state: 'unknown', place: null, party: before?.party ?? null, isLent: false }
  const isUse = endUse.has(step) || (step === 'installing' && event.type === 'ObjectEvent') || nameIn(event.disposition) === 'dispensed'
  if (party !== undefined && !places.isOwn(party)) return seenOutside(before, event, { party, place, isUse: isUse && isItself }, places)
  if (before !== undefined && isAway(before, places) && party === undefined) {
    if (isUse && isItself) return { ...before, state: 'used', place: place ?? before.place }
    return before.state === 'in-transit' ? undefined : { ...before, place: place ?? before.place }
  }
  if (before !== undefined && isDeliveredIn(before, places)) return { state: 'returned', place, party: null, isLent: false }
  if (isUse && isItself && step !== 'installing') return { state: 'used', place, party: null, isLent: false }
  return { state: ownState(before, event), place: place ?? before?.place ?? null, party: null, isLent: false }
}

function seenOutside(
  before: Situation | undefined,
  event: Standing,
  { party, place, isUse }: { party: string; place: string | null; isUse: boolean },
  places: Places,
): Told {
  if (isUse) return { state: 'used', place, party, isLent: false }
  const isThere = before?.party === party
  if (isThere && ['used', 'in-production', 'on-loan', 'in-stock', 'at-consignee'].includes(before.state)) return { ...before, place }
  if (isThere && before.isLent) return { state: 'on-loan', place, party, isLent: true }
  const isTheirs = before === undefined && (event.action === 'ADD' || !places.isConsignee(party))
  return { state: isTheirs ? 'in-stock' : 'at-consignee', place, party, isLent: false }
}

function ownState(before: Situation | undefined, event: Standing): State {
  const step = nameIn(event.bizStep)
  if (production.has(step)) return 'in-production'
  if (storage.has(step)) return 'in-stock'
  const state = before?.state
  const isReleased = freeing.has(nameIn(event.disposition))
  if (state === 'in-receipt' && isReleased) return 'in-stock'
  return state === 'in-receipt' || state === 'in-production' || state === 'returned' ? state : 'in-stock'
}

/** Held until a fact frees it: dispositions that last say so by `persistentDisposition` (EPCIS 2.0 §7.4.6). */
function statusAfter(before: Situation | undefined, event: Standing): Status {
  const step = nameIn(event.bizStep)
  const disposition = nameIn(event.disposition)
  const { set, unset } = { set: event.details.persistent?.set.map(nameIn) ?? [], unset: event.details.persistent?.unset.map(nameIn) ?? [] }
  if (step === 'sampling' && event.action !== 'DELETE') return 'retained'
  if (disposition === 'expired' || set.includes('expired')) return 'expired'
  if (step === 'holding' || holding.has(disposition) || set.some((word) => holding.has(word))) return 'held'
  if (freeing.has(disposition) || unset.some((word) => holding.has(word) || word === 'expired')) return 'free'
  return before?.status ?? 'free'
}
