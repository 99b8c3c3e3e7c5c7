import type { Asking } from '../asking.ts'
import type { Ask, Question } from '../model.ts'
import { sortedTexts } from '../rules/basis/collections.ts'
import { drawChart } from '../rules/chart/chart.ts'
import { exposuresOf } from '../rules/scope/meeting.ts'

/** What these tell of the forward scope of a condition is told by that scope: they read conditions themselves. */
const readingConditions: ReadonlySet<Ask> = new Set<Ask>([
  'forward',
  'difference',
  'where',
  'consignees',
  'quantities',
  'responsible',
  'gaps',
])

/** For asks about objects themselves, and where they come from: see `namesOfMet`. */
export function namingWhatMet(asking: Asking, question: Question): Question | Promise<Question> {
  return readingConditions.has(question.ask) && question.onlySeed !== true ? question : namesOfMet(asking, question)
}

/** What a condition met takes its place: lots and units by their names, without the time and the quantity of it. */
export async function namesOfMet(asking: Asking, question: Question): Promise<Question> {
  const { condition, ...rest } = question
  if (condition === undefined) return question
  const { history, own, exposing } = await asking.readMeeting(condition, question.seed)
  const { things, portions, batches } = exposuresOf(drawChart(history, own), exposing)
  const lots = [...portions.keys(), ...[...batches.keys()].map(({ lot }) => lot)]
  return { ...rest, seed: sortedTexts([...things.map(({ object }) => object), ...lots]) }
}
