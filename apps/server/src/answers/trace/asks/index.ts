import type { Asking } from '../asking.ts'
import type { Ask, Found, Question } from '../model.ts'
import { askScope } from './scope.ts'

type Answerer = (asking: Asking, question: Question) => Promise<Found>

/** One question, one function: a new ask is a file here, a word in `asks` of the model, and its value in the schemas. */
export const answerers: Readonly<Record<Ask, Answerer>> = {
  forward: askScope,
  backward: askScope,
}
