import { byText } from '../basis/collections.ts'
import { add, compare, type Decimal, formatDecimal, negate, parseDecimal, zero } from '../basis/quantity.ts'
import { endingOf, isCount, isSampling, isUse } from './terms.ts'

/** A sum over lots of one kind of deed; places and parties as canonical URIs, words as web URIs. */
export type Flow = {
  readonly role: 'made' | 'fitted' | 'used' | 'taken' | 'moved'
  readonly type: string
  readonly action: string | null
  readonly bizStep: string | null
  readonly disposition: string | null
  readonly place: string | null
  readonly consignor: string | null
  readonly consignee: string | null
  readonly processing: boolean
  readonly units: number
  readonly surely: number
  readonly quantities: readonly { readonly quantity: string; readonly uom: string | null }[]
}

/** Units by name, and what is told beside them, by unit of measure. */
export type Sum = { readonly units: number; readonly quantities: readonly { readonly quantity: string; readonly uom: string | null }[] }

export type ConsigneeFlow = {
  readonly id: string
  /** Units of which it is told without a word against it. */
  readonly surely: number
  /** Told of there, each as often as it is told. */
  readonly seen: Sum
  readonly shipped: Sum
  readonly passedOn: Sum
  readonly returned: Sum
  readonly used: Sum
  readonly destroyed: Sum
  /** shipped = held + passed on + returned + used + destroyed; less than nothing where facts are missing. */
  readonly held: Sum
}

export type OwnFlow = { readonly [Term in OwnTerm]: Sum } & {
  /** made + received + returned = the rest; less than nothing where facts are missing. */ readonly onHand: Sum
}
export const ownTerms = [
  'made',
  'received',
  'returned',
  'found',
  'consumed',
  'shipped',
  'scrapped',
  'sampled',
  'destroyed',
  'used',
] as const
export type OwnTerm = (typeof ownTerms)[number]
export type Flows = { readonly own: OwnFlow; readonly consignees: readonly ConsigneeFlow[] }

class Tally {
  units = 0
  readonly amounts = new Map<string | null, Decimal>()

  add({ units, quantities }: Sum, sign: 1 | -1 = 1): void {
    this.units += sign * units
    for (const { quantity, uom } of quantities) {
      const told = parseDecimal(quantity)
      this.amounts.set(uom, add(this.amounts.get(uom) ?? zero, sign < 0 ? negate(told) : told))
    }
  }

  sum(): Sum {
    const told = [...this.amounts].filter(([, amount]) => compare(amount, zero) !== 0)
    return {
      units: this.units,
      quantities: told
        .map(([uom, amount]) => ({ quantity: formatDecimal(amount), uom }))
        .sort((left, right) => byText(left.uom ?? '', right.uom ?? '')),
    }
  }
}

type ConsigneeTally = { surely: number } & { readonly [Term in 'seen' | 'shipped' | 'passedOn' | 'returned' | 'used' | 'destroyed']: Tally }

const step = (word: string): string => `https://ref.gs1.org/cbv/BizStep-${word}`
const isOneOf =
  (...words: readonly string[]) =>
  ({ bizStep }: Flow): boolean =>
    words.some((word) => bizStep === step(word))
const isShipping = isOneOf('shipping', 'consigning')
const isReceiving = isOneOf('receiving', 'accepting')
const isVoidShipping = isOneOf('void_shipping')
const wasReturned = 'https://ref.gs1.org/cbv/Disp-returned'

/**
 * Who got how much, and what remains, by lots alone (§5, §6): each deed is one term. What hangs on which unit it was (a unit returned and shipped again)
 * cannot be told here; sums do not need it.
 */
export function sumFlows(flows: readonly Flow[], isOwn: (uri: string) => boolean, parties: ReadonlyMap<string, string>): Flows {
  const customers = new Set(
    flows.flatMap((flow) => (isShipping(flow) && flow.consignee !== null && !isOwn(flow.consignee) ? [flow.consignee] : [])),
  )
  const processors = new Set(flows.flatMap((flow) => (isShipping(flow) && flow.processing ? (flow.consignee ?? []) : [])))
  const own = new Map<OwnTerm, Tally>(ownTerms.map((term) => [term, new Tally()]))
  const consignees = new Map<string, ConsigneeTally>()
  const at = (id: string): ConsigneeTally => {
    const known = consignees.get(id) ?? {
      surely: 0,
      seen: new Tally(),
      shipped: new Tally(),
      passedOn: new Tally(),
      returned: new Tally(),
      used: new Tally(),
      destroyed: new Tally(),
    }
    consignees.set(id, known)
    return known
  }
  const ours = (term: OwnTerm, flow: Flow, sign: 1 | -1 = 1): void => own.get(term)?.add(flow, sign)
  for (const flow of flows) {
    const { consignor, consignee, place } = flow
    const here = place === null ? undefined : (parties.get(place) ?? (isOwn(place) ? place : undefined))
    // A place of nobody told is nobody's we know; what is seen there is not with us for certain.
    const outside = here === undefined ? (place ?? undefined) : isOwn(here) ? undefined : here
    if (outside !== undefined && flow.role === 'moved') at(outside).seen.add(flow)
    if (flow.role === 'made') ours(isCount(event(flow)) ? 'found' : 'made', flow)
    else if (flow.role === 'used') ours('consumed', flow)
    else if (flow.role !== 'moved' || flow.processing) continue
    else if (isShipping(flow) || isVoidShipping(flow)) {
      const sign = isVoidShipping(flow) ? -1 : 1
      const toOwn = consignee === null || isOwn(consignee)
      const fromOwn = consignor === null ? outside === undefined : isOwn(consignor)
      if (!toOwn) {
        at(consignee).shipped.add(flow, sign)
        at(consignee).surely += sign > 0 ? flow.surely : -flow.units
      }
      if (fromOwn && !toOwn) ours('shipped', flow, sign)
      const from = consignor ?? outside
      if (!fromOwn && from !== undefined) at(from)[toOwn ? 'returned' : 'passedOn'].add(flow, sign)
    } else if (isReceiving(flow)) {
      // What comes back is told by who sends it and by who gets it; who gets it is believed.
      if (consignor === null || isOwn(consignor) || (consignee !== null && !isOwn(consignee))) continue
      ours(customers.has(consignor) ? 'returned' : 'received', flow)
      // Who gave it back had it, also where nobody told that it was sent there.
      if (flow.disposition === wasReturned && !processors.has(consignor)) at(consignor).seen.add(flow)
    } else if (flow.action === 'DELETE' || isSampling(event(flow)) || isUse(event(flow), outside !== undefined)) {
      const ending = isUse(event(flow), outside !== undefined) ? 'used' : endingOf(event(flow))
      if (outside === undefined) ours(ending, flow)
      else at(outside)[ending === 'used' ? 'used' : 'destroyed'].add(flow)
    }
  }
  return {
    own: ownFlow(own),
    consignees: [...consignees].map(([id, tally]) => consigneeFlow(id, tally)).sort((left, right) => byText(left.id, right.id)),
  }
}

/** The words of a deed, as the rules about single events read them. */
const event = ({ bizStep, disposition }: Flow) => ({ bizStep, disposition }) as Parameters<typeof endingOf>[0]

function ownFlow(tallies: ReadonlyMap<OwnTerm, Tally>): OwnFlow {
  const onHand = new Tally()
  const terms = ownTerms.map((term) => [term, tallies.get(term)?.sum() ?? new Tally().sum()] as const)
  for (const [term, sum] of terms) onHand.add(sum, ['made', 'received', 'returned', 'found'].includes(term) ? 1 : -1)
  return { ...(Object.fromEntries(terms) as { [Term in OwnTerm]: Sum }), onHand: onHand.sum() }
}

function consigneeFlow(id: string, { surely, seen, shipped, passedOn, returned, used, destroyed }: ConsigneeTally): ConsigneeFlow {
  const held = new Tally()
  held.add(shipped.sum())
  for (const left of [passedOn, returned, used, destroyed]) held.add(left.sum(), -1)
  return {
    id,
    surely: Math.max(0, surely),
    seen: seen.sum(),
    shipped: shipped.sum(),
    passedOn: passedOn.sum(),
    returned: returned.sum(),
    used: used.sum(),
    destroyed: destroyed.sum(),
    held: held.sum(),
  }
}
