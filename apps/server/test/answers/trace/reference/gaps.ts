import type { Gap, HistoryFact } from './answer.ts'
import type { Delivered } from './consignees.ts'
import { anyOfProduct } from './groups.ts'
import type { History } from './history.ts'
import { allIn } from './objects.ts'
import type { Scope } from './scope.ts'
import type { Happening, Voiding } from './standing.ts'
import { overlap, surelyBefore } from './time.ts'
import { unstatedParts, unstatedProducts } from './unstated.ts'

/** One gap for each fact that tells of it. */
const gapsAt = (by: Happening, gap: Pick<Gap, 'code' | 'object' | 'consignee'>): Gap[] =>
  by.facts.map((event) => ({ ...gap, event, since: new Date(by.event.time.fromMs).toISOString() }))

/** What concerns an answer whose objects are `inScope`, whichever direction it was asked in. */
export function readGaps(history: History, inScope: ReadonlySet<string>, voided: readonly Voiding[]): Gap[] {
  const touches = (event: HistoryFact['event']): boolean => allIn(event).some(({ id }) => inScope.has(id))
  const touching = history.happenings.filter(({ event }) => touches(event))
  const uncorrected = voided.filter(({ fact, missingCorrections }) => missingCorrections && touches(fact.event))
  const disputed = [...history.disputed].filter(([id]) => inScope.has(id))
  const lotless = [...history.lots].filter(([id]) => inScope.has(id) && !history.memberships.some(({ member }) => member === id))
  return [
    ...lotless.map(([object]): Gap => ({ code: 'lot-unknown', object })),
    ...touching.filter(({ contested }) => contested).flatMap((by) => gapsAt(by, { code: 'contradiction-open' })),
    ...touching.filter(({ legacy }) => legacy).flatMap((by) => gapsAt(by, { code: 'legacy-grade' })),
    ...disputed.flatMap(([object, facts]) => facts.map((event): Gap => ({ code: 'contradiction-open', object, event }))),
    ...uncorrected.map(({ fact }): Gap => ({ code: 'correction-missing', event: fact.index })),
    ...readAmbiguities(history, inScope),
  ]
}

/** A portion of a lot whose leaving and a birth of the lot may each have come first. */
function readAmbiguities({ births, shipments }: History, inScope: ReadonlySet<string>): Gap[] {
  return shipments.flatMap(({ by, deliveries }) =>
    deliveries
      .filter(({ object }) => inScope.has(object.id))
      .filter(({ object, left }) => {
        const all = births.get(object.id) ?? []
        return all.length > 1 && all.some(({ time }) => overlap(time, left))
      })
      .flatMap(({ object }) => gapsAt(by, { code: 'order-ambiguous', object: object.id })),
  )
}

/** Forward: uses of a class without lot, and recipes without a stated input, where something in scope may have gone in. */
export function readForwardGaps(scope: Scope, { unknown }: Delivered): Gap[] {
  const { makings, stays, objects } = scope.history
  const used = [
    ...makings.flatMap(({ inputs }) => inputs),
    ...stays.parts.map(({ child, began }) => ({ ...child, by: began, time: began.time })),
  ]
  const classes = used.filter(({ kind, id, time }) => kind === 'class' && anyOfProduct(scope, id, time))
  const unstated = makings.flatMap((making) =>
    making.outputs.filter(({ time }) => unstatedProducts(making).some((product) => anyOfProduct(scope, product, time))),
  )
  const units = [...objects.keys()].flatMap((object) => unstatedParts(scope.history, object).map((line) => ({ ...line, object })))
  return [
    ...classes.flatMap(({ id, by }) => gapsAt(by, { code: 'lot-unknown', object: id })),
    ...unknown.flatMap(({ product, consignee, by }) => gapsAt(by, { code: 'lot-unknown', object: product, consignee })),
    ...unstated.flatMap(({ id, by }) => gapsAt(by, { code: 'input-unstated', object: id })),
    ...units
      .filter(({ product, by }) => anyOfProduct(scope, product, by.time))
      .flatMap(({ object, by }) => gapsAt(by, { code: 'input-unstated', object })),
  ]
}

/** Backward: ends that are no origins, and inputs of what is in scope that no fact names. */
export function readBackwardGaps(history: History, inScope: ReadonlySet<string>, origins: ReadonlySet<string>): Gap[] {
  const outputs = history.makings.flatMap((making) =>
    making.outputs.filter(({ id }) => inScope.has(id)).map((output) => ({ making, output })),
  )
  const inputs = outputs.flatMap(({ making, output }) => making.inputs.filter(({ time }) => !surelyBefore(output.time, time)))
  const parts = history.stays.parts.filter(({ holder }) => inScope.has(holder)).map(({ child, began }) => ({ ...child, by: began }))
  const ends = [...inScope].filter((id) => !origins.has(id) && !comesFrom(history, id))
  return [
    ...ends.map((object): Gap => ({ code: 'origin-missing', object })),
    ...[...inputs, ...parts]
      .filter(({ kind }) => kind === 'class')
      .flatMap(({ id, by }) => gapsAt(by, { code: 'lot-unknown', object: id })),
    ...outputs
      .filter(({ making }) => unstatedProducts(making).length > 0)
      .flatMap(({ output }) => gapsAt(output.by, { code: 'input-unstated', object: output.id })),
    ...[...inScope].flatMap((object) => unstatedParts(history, object).flatMap(({ by }) => gapsAt(by, { code: 'input-unstated', object }))),
  ]
}

/** A making that used something, a lot, or parts: there is a way on. A lot that only its members tell of comes from where they do. */
function comesFrom(history: History, id: string): boolean {
  const kind = history.objects.get(id)?.kind ?? 'instance'
  if (kind === 'carrier' || kind === 'class' || isPutTogether(history, id)) return true
  if (kind === 'instance') return history.memberships.some(({ member }) => member === id)
  return history.memberships.some(({ member, lot }) => lot === id && isPutTogether(history, member))
}

function isPutTogether(history: History, id: string): boolean {
  const made = history.makings.some(({ inputs, outputs }) => outputs.some((one) => one.id === id) && inputs.some((one) => one.id !== id))
  return made || history.stays.parts.some(({ holder, unopened }) => holder === id && !unopened)
}
