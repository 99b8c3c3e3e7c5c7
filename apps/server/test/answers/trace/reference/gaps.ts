import type { Gap, HistoryFact } from './answer.ts'
import type { Delivered } from './consignees.ts'
import { anyOfProduct } from './groups.ts'
import type { History } from './history.ts'
import { allIn } from './objects.ts'
import type { Scope } from './scope.ts'
import type { Happening, Voiding } from './standing.ts'
import { overlap, surelyBefore } from './time.ts'
import { unstatedParts, unstatedProducts } from './unstated.ts'

const firstOf = ({ facts }: Happening): number => facts[0] ?? -1
const sinceOf = ({ event }: Happening): string => new Date(event.time.fromMs).toISOString()
const told = (by: Happening): Pick<Gap, 'event' | 'since'> => ({ event: firstOf(by), since: sinceOf(by) })

/** What concerns an answer whose objects are `inScope`, whichever direction it was asked in. */
export function readGaps(history: History, inScope: ReadonlySet<string>, voided: readonly Voiding[]): Gap[] {
  const touches = (event: HistoryFact['event']): boolean => allIn(event).some(({ id }) => inScope.has(id))
  const touching = history.happenings.filter(({ event }) => touches(event))
  return [
    ...touching.filter(({ contested }) => contested).map((by): Gap => ({ code: 'contradiction-open', ...told(by) })),
    ...touching.filter(({ legacy }) => legacy).map((by): Gap => ({ code: 'legacy-grade', ...told(by) })),
    ...[...history.disputed]
      .filter(([id]) => inScope.has(id))
      .map(([object, facts]): Gap => ({ code: 'contradiction-open', object, event: Math.min(...facts) })),
    ...voided
      .filter(({ fact, missingCorrections }) => missingCorrections && touches(fact.event))
      .map(({ fact }): Gap => ({ code: 'correction-missing', event: fact.index })),
    ...readAmbiguities(history, inScope),
  ]
}

/** A portion of a lot whose leaving and a birth of the lot may each have come first. */
function readAmbiguities(history: History, inScope: ReadonlySet<string>): Gap[] {
  const lots = [...history.births].filter(([lot]) => inScope.has(lot))
  return lots.flatMap(([lot, births]) =>
    history.shipments.flatMap(({ by, deliveries }) =>
      deliveries
        .filter(({ object, left }) => object.id === lot && births.some(({ time }) => births.length > 1 && overlap(time, left)))
        .map((): Gap => ({ code: 'order-ambiguous', object: lot, ...told(by) })),
    ),
  )
}

/** Forward: uses of a class without lot, and recipes without a stated input, where something in scope may have gone in. */
export function readForwardGaps(scope: Scope, { unknown }: Delivered): Gap[] {
  const { makings, stays, objects } = scope.history
  const classes = makings.flatMap(({ inputs }) => inputs.filter(({ kind, id, time }) => kind === 'class' && anyOfProduct(scope, id, time)))
  const parts = stays.parts.filter(({ child, began }) => child.kind === 'class' && anyOfProduct(scope, child.id, began.time))
  const unstated = makings.flatMap((making) =>
    making.outputs.filter(({ time }) => unstatedProducts(making).some((product) => anyOfProduct(scope, product, time))),
  )
  const unstatedUnits = [...objects.keys()].flatMap((object) =>
    unstatedParts(scope.history, object)
      .filter(({ product, by }) => anyOfProduct(scope, product, by.time))
      .map(({ by }): Gap => ({ code: 'input-unstated', object, ...told(by) })),
  )
  return [
    ...classes.map(({ id, by }): Gap => ({ code: 'lot-unknown', object: id, ...told(by) })),
    ...parts.map(({ child, began }): Gap => ({ code: 'lot-unknown', object: child.id, ...told(began) })),
    ...unknown.map(({ product, consignee, by }): Gap => ({ code: 'lot-unknown', object: product, consignee, ...told(by) })),
    ...unstated.map(({ id, by }): Gap => ({ code: 'input-unstated', object: id, ...told(by) })),
    ...unstatedUnits,
  ]
}

/** Backward: ends that are no origins, and inputs of what is in scope that no fact names. */
export function readBackwardGaps(history: History, inScope: ReadonlySet<string>, origins: ReadonlySet<string>): Gap[] {
  const outputs = history.makings.flatMap((making) =>
    making.outputs.filter(({ id }) => inScope.has(id)).map((output) => ({ making, output })),
  )
  const ends = [...inScope].filter((id) => !origins.has(id) && !comesFrom(history, id))
  return [
    ...ends.map((object): Gap => ({ code: 'origin-missing', object })),
    ...outputs.flatMap(({ making, output }) =>
      making.inputs
        .filter(({ kind, time }) => kind === 'class' && !surelyBefore(output.time, time))
        .map(({ id, by }): Gap => ({ code: 'lot-unknown', object: id, ...told(by) })),
    ),
    ...history.stays.parts
      .filter(({ holder, child }) => inScope.has(holder) && child.kind === 'class')
      .map(({ child, began }): Gap => ({ code: 'lot-unknown', object: child.id, ...told(began) })),
    ...outputs
      .filter(({ making }) => unstatedProducts(making).length > 0)
      .map(({ output }): Gap => ({ code: 'input-unstated', object: output.id, ...told(output.by) })),
    ...[...inScope].flatMap((object) =>
      unstatedParts(history, object).map(({ by }): Gap => ({ code: 'input-unstated', object, ...told(by) })),
    ),
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
