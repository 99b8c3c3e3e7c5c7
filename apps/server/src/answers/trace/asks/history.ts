import type { EpcisEvent } from '@proofline/epcis'
import { parseEnvelope, selectFactsAt } from '../../../record/index.ts'
import type { Asking, Read } from '../asking.ts'
import { type Found, limits, type Question } from '../model.ts'
import type { ObjectKind } from '../rules/basis/history.ts'
import { type Chart, drawChart, kindIn } from '../rules/chart/chart.ts'
import { withAsked } from '../rules/evaluate.ts'
import { formatMoment } from '../rules/forward.ts'
import { journeyOf, type Mention, type Way } from '../rules/where/mentions.ts'
import { Whereabouts } from '../rules/where/whereabouts.ts'
import { type Bucket, type LotTotal, locate, type Spot, spotOf } from '../rules/where.ts'
import { equipmentIn } from './responsible.ts'
import { momentsOf } from './where.ts'

type Party = { readonly type: string | null; readonly id: string }

/** One telling of one event that concerns an object. Identifiers are canonical URIs, moments ISO 8601 UTC, facts log indexes. */
export type HistoryEntry = {
  /** Log index of the fact, by which its receipt and its proof are got. */
  readonly event: number
  readonly how: Way
  readonly through: string | null
  /** `possible`: no fact says whether it concerns this thing. */
  readonly value: 'certain' | 'possible'
  readonly type: string
  readonly action: string | null
  readonly step: string | null
  readonly disposition: string | null
  /** As far as it is known when it was. */
  readonly time: { readonly from: string | null; readonly to: string | null }
  readonly place: string | null
  readonly readPoint: string | null
  readonly sources: readonly Party[]
  readonly destinations: readonly Party[]
  readonly transactions: readonly Party[]
  readonly operator: string | null
  readonly equipment: readonly string[]
  readonly source: string
  readonly receivedAt: string
  readonly recordedAt: string | null
  /** The event that counts, where another tells the same happening more exactly. */
  readonly countsAs?: number
  /** The fact from which on it does not stand. */
  readonly voidedBy?: number
  /** Another source says that it did not happen so. */
  readonly claimed?: true
  /** Something else that concerns the thing may have happened before or after it. */
  readonly orderAmbiguous?: true
}

export type ObjectHistory = {
  readonly id: string
  readonly kind: ObjectKind
  /** In order of occurrence. Of more than can be told, the last ones. */
  readonly entries: readonly HistoryEntry[]
  readonly omitted: number
  /** How a thing, or all that is known of a lot, stands after them. */
  readonly present: Spot & { readonly oneOf?: readonly Spot[]; readonly since: string | null; readonly facts: readonly number[] }
  /** Of a lot: how much there is, and where. */
  readonly quantities?: readonly LotTotal[]
  readonly buckets?: readonly Bucket[]
}

export type HistoryValue = { readonly at: string | null; readonly objects: readonly ObjectHistory[] }

/** `history`: every event that concerns each object, its own and by inheritance, in order of occurrence; and how it stands then. */
export async function askHistory(asking: Asking, { seed, at }: Question): Promise<Found<HistoryValue>> {
  const read = await asking.around(seed)
  const chart = drawChart(withAsked(read.history, seed), read.own, seed)
  const { now, until } = await momentsOf(asking, at)
  const where = new Whereabouts(chart, read.own, until)
  const telling = async (): Promise<ObjectHistory[]> => {
    const objects: ObjectHistory[] = []
    for (const id of [...seed].sort()) objects.push(await tell(asking, read, { where, now, id }))
    return objects
  }
  // Neither needs the other: the facts of the first object come in the round trip of the gaps.
  const [objects, gaps] = await Promise.all([telling(), asking.unseen(read, seed)])
  return { value: { at: at ?? null, objects }, gaps }
}

type Telling = { readonly where: Whereabouts; readonly now: number; readonly id: string }

async function tell(asking: Asking, read: Read, { where, now, id }: Telling): Promise<ObjectHistory> {
  const mentions = journeyOf(where, read.history, id)
  const shown = mentions.slice(Math.max(0, mentions.length - limits.entries))
  const entries = await entriesOf(asking, shown)
  const kind = kindIn(where.chart, id)
  return { id, kind, entries, omitted: mentions.length - shown.length, ...presentOf(where, where.chart, { id, now }) }
}

function presentOf(where: Whereabouts, chart: Chart, { id, now }: { id: string; now: number }) {
  if (kindIn(chart, id) !== 'lot') return { present: standingAs(where, id) }
  const { lots, buckets } = locate({ where, scope: undefined, objects: [], seeds: new Set([id]), now, listed: 0 })
  const [only, ...others] = buckets
  const isOne = only !== undefined && others.length === 0
  const { state, status, place, party } = only ?? { state: 'unknown' as const }
  const spot = isOne
    ? { state, ...(status && { status }), ...(place && { place }), ...(party && { party }) }
    : { state: 'unknown' as const }
  return { present: { ...spot, since: null, facts: [] }, quantities: lots, buckets }
}

function standingAs(where: Whereabouts, id: string): ObjectHistory['present'] {
  const situations = where.situationsOf(id)
  const [only] = situations.length === 1 ? situations : []
  const facts = [...new Set(situations.flatMap((situation) => situation.facts))].sort((left, right) => left - right)
  return { ...spotOf(situations), since: only === undefined ? null : formatMoment(only.since.from), facts }
}

async function entriesOf({ reads }: Asking, mentions: readonly Mention[]): Promise<HistoryEntry[]> {
  const facts = new Map<number, { recordedAt: string | null; equipment: readonly string[] }>()
  const part = 1_000
  for (let from = 0; from < mentions.length; from += part) {
    const indexes = mentions.slice(from, from + part).map(({ event }) => event.index)
    for (const { index, envelopeBytes, body } of await selectFactsAt(reads, indexes)) {
      const envelope = parseEnvelope(envelopeBytes)
      const equipment = body === null ? [] : equipmentIn(JSON.parse(body.toString('utf8')) as EpcisEvent)
      facts.set(index, { recordedAt: envelope.ok ? envelope.value.recordedAt : null, equipment })
    }
  }
  return mentions.map((mention) => entryOf(mention, facts.get(mention.event.index)))
}

function entryOf(mention: Mention, fact: { recordedAt: string | null; equipment: readonly string[] } | undefined): HistoryEntry {
  const { event, how, through, degree, isClaimed, isOrderOpen } = mention
  const { details, time } = event
  return {
    event: event.index,
    how,
    through,
    value: degree === 2 ? 'certain' : 'possible',
    type: event.type,
    action: event.action,
    step: event.bizStep,
    disposition: event.disposition,
    time: { from: formatMoment(time.from), to: formatMoment(time.to) },
    place: event.bizLocation,
    readPoint: event.readPoint,
    sources: details.sources ?? [],
    destinations: details.destinations ?? [],
    transactions: details.transactions ?? [],
    operator: details.operator ?? null,
    equipment: fact?.equipment ?? [],
    source: event.source,
    receivedAt: new Date(event.receivedMs).toISOString(),
    recordedAt: fact?.recordedAt ?? null,
    ...(event.countsAs === event.index ? {} : { countsAs: event.countsAs }),
    ...(event.voidedAt === null ? {} : { voidedBy: event.voidedAt }),
    ...(isClaimed ? { claimed: true } : {}),
    ...(isOrderOpen ? { orderAmbiguous: true } : {}),
  }
}
