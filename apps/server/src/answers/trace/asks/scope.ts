import type { Asking, Read } from '../asking.ts'
import type { Found, Question } from '../model.ts'
import type { Gap, TraceValue } from '../rules/basis/answer.ts'
import { type Evaluated, evaluate } from '../rules/evaluate.ts'
import type { EventCondition } from '../rules/scope/condition.ts'
import { concernedBy, namedIn } from './named.ts'
import { unexplainedIn } from './unexplained.ts'

/** `forward` and `backward`: what is affected, and where it comes from (§3, §4). */
export async function askScope(asking: Asking, question: Question): Promise<Found<TraceValue>> {
  const { onlyCertain, withReasons } = question
  const { evaluated, gaps } = await walkScope(asking, question)
  const { value, reasons } = evaluated
  const shown = onlyCertain ? certainOnly(value) : value
  const ids = new Set([...shown.certain, ...shown.possible, ...shown.past.map(({ id }) => id)])
  const told = withReasons ? { reasons: reasons().filter(({ id }) => ids.has(id)) } : {}
  return { value: shown, gaps, ...told }
}

/** The whole scope, what it was read off, and every gap that concerns it. */
export async function walkScope(
  asking: Asking,
  question: Question,
): Promise<{ readonly read: Read; readonly seed: readonly string[]; readonly evaluated: Evaluated; readonly gaps: readonly Gap[] }> {
  const { ask, condition } = question
  const direction = ask === 'backward' ? 'backward' : 'forward'
  // What only narrows a condition is no seed.
  const seed = condition === undefined ? question.seed : []
  const read = condition === undefined ? await asking.read(direction, seed) : await asking.readMeeting(condition, question.seed)
  const evaluated = evaluate(read.history, direction, seed, read.own, read.exposing)
  const { value, gaps } = evaluated
  const unseen = await asking.unseen(read, [...namedIn(seed, value), ...namedBy(condition)], concernedBy(seed, value))
  const unexplained = await unexplainedIn(asking, read, evaluated)
  return { read, seed, evaluated, gaps: [...gaps, ...unseen, ...unexplained] }
}

/** What messages that could not be read may name, and be about. */
const namedBy = ({ place, equipment = [], bizTransaction, transport }: EventCondition = {}): string[] =>
  [place, ...equipment, bizTransaction?.id, transport].filter((id) => id !== undefined)

/** What is only possible is left out, and with it what belongs to the possible alone. */
function certainOnly(value: TraceValue): TraceValue {
  return {
    ...value,
    possible: [],
    carriers: { certain: value.carriers.certain, possible: [] },
    consignees: value.consignees.filter((consignee) => consignee.value === 'certain'),
    shipments: value.shipments
      .filter((shipment) => shipment.value === 'certain')
      .map((shipment) => ({ ...shipment, objects: shipment.objects.filter((object) => object.value === 'certain') })),
    origins: value.origins.filter((origin) => origin.value === 'certain'),
    atMost: [],
    oneOf: [],
  }
}
