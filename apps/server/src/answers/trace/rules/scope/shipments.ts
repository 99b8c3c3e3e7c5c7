import type { Shipment, ShippedValue } from '../basis/answer.ts'
import { byText, groupBy, sortedTexts } from '../basis/collections.ts'
import { certain, type Degree, greater, none } from '../basis/moment.ts'
import type { Standing } from '../basis/standing.ts'
import { isShipping } from '../basis/words.ts'
import { type Chart, kindIn } from '../chart/chart.ts'
import type { Got } from './custody.ts'

// CBV 2.0 §7.3.
const papers = ['https://ref.gs1.org/cbv/BTT-desadv', 'https://ref.gs1.org/cbv/BTT-bol']

function paperOf({ details, eventID }: Standing): string {
  const told = details.transactions ?? []
  const rank = (type: string | null): number => (papers.includes(type ?? '') ? papers.indexOf(type ?? '') : papers.length)
  const [first] = told.toSorted((left, right) => rank(left.type) - rank(right.type) || byText(left.id, right.id))
  return first?.id ?? eventID
}

/** @param coarse what the widest reading reaches: of that, a shipment says what is excluded */
export function shipmentsOf(chart: Chart, coarse: ReadonlySet<string>, got: readonly Got[]): Shipment[] {
  const sent = got.filter(
    ({ delivery, object, degree }) =>
      isShipping(delivery.event) && kindIn(chart, object) !== 'carrier' && (degree > none || coarse.has(object)),
  )
  const byEvent = groupBy(
    sent,
    ({ delivery }) => delivery,
    (one) => one,
  )
  const shipments = [...byEvent].map(([{ event, consignee }, lines]): Shipment => {
    const byObject = groupBy(
      lines,
      ({ object }) => object,
      (line) => line,
    )
    return {
      id: paperOf(event),
      facts: event.facts,
      consignee,
      value: bestOf(lines),
      objects: sortedTexts(byObject.keys()).map((id) => ({ id, value: bestOf(byObject.get(id) ?? []) })),
    }
  })
  return shipments.sort((left, right) => byText(left.id, right.id) || (left.facts[0] ?? 0) - (right.facts[0] ?? 0))
}

function bestOf(lines: readonly Got[]): ShippedValue {
  const lasting = lines.reduce<Degree>((best, { degree, past }) => (past ? best : greater(best, degree)), none)
  if (lasting > none) return lasting === certain ? 'certain' : 'possible'
  return lines.some(({ past }) => past) ? 'past' : 'excluded'
}
