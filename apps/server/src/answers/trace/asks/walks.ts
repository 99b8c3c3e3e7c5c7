import type { Asking, Read } from '../asking.ts'
import type { Question } from '../model.ts'
import type { Gap } from '../rules/basis/answer.ts'
import { type Evaluated, type EvaluatedForward, evaluate, evaluateForward } from '../rules/evaluate.ts'
import type { EventCondition } from '../rules/scope/condition.ts'
import { concernedBy, namedIn } from './named.ts'

/** `seed`: what is asked about by name; nothing, where a condition is: what only narrows one is no seed. `unseen`: what no event could tell. */
export type Walked<Of extends Evaluated = Evaluated> = {
  readonly read: Read
  readonly seed: readonly string[]
  readonly evaluated: Of
  readonly unseen: readonly Gap[]
}

/** The forward scope of objects, or of what met a condition: one for every ask that tells something of it. */
export async function walkForward(asking: Asking, { seed: named, condition }: Question): Promise<Walked<EvaluatedForward>> {
  const seed = condition === undefined ? named : []
  const read = condition === undefined ? await asking.read('forward', seed) : await asking.readMeeting(condition, named)
  const evaluated = evaluateForward(read.history, seed, read.own, read.exposing)
  const { value } = evaluated
  const unseen = await asking.unseen(read, [...namedIn(seed, value), ...namedBy(condition)], concernedBy(seed, value))
  return { read, seed, evaluated, unseen }
}

/** Where objects come from. */
export async function walkBackward(asking: Asking, { seed }: Question): Promise<Walked> {
  const read = await asking.read('backward', seed)
  const evaluated = evaluate(read.history, 'backward', seed, read.own)
  const { value } = evaluated
  return { read, seed, evaluated, unseen: await asking.unseen(read, namedIn(seed, value), concernedBy(seed, value)) }
}

/** What messages that could not be read may name, and be about. */
const namedBy = ({ place, equipment = [], bizTransaction, transport }: EventCondition = {}): string[] =>
  [place, ...equipment, bizTransaction?.id, transport].filter((id) => id !== undefined)
