import type { Asking } from '../asking.ts'
import type { Found, Question } from '../model.ts'
import type { Gap, TraceValue } from '../rules/basis/answer.ts'
import { unexplainedIn } from './unexplained.ts'
import { type Walked, walkBackward, walkForward } from './walks.ts'

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
export async function walkScope(asking: Asking, question: Question): Promise<Omit<Walked, 'unseen'> & { readonly gaps: readonly Gap[] }> {
  const { read, seed, evaluated, unseen } = await (question.ask === 'backward' ? walkBackward : walkForward)(asking, question)
  const unexplained = await unexplainedIn(asking, read, evaluated)
  return { read, seed, evaluated, gaps: [...evaluated.gaps, ...unseen, ...unexplained] }
}

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
