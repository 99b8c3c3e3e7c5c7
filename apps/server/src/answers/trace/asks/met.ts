import type { Asking } from '../asking.ts'
import type { Ask, Question } from '../model.ts'
import { sortedTexts } from '../rules/basis/collections.ts'
import { drawChart } from '../rules/chart/chart.ts'
import { exposuresOf } from '../rules/scope/meeting.ts'

/** These read conditions themselves. */
const readingConditions: ReadonlySet<Ask> = new Set<Ask>(['forward', 'difference'])

/**
 * For asks that know objects only: what a condition met takes its place, lots and units by their names, without the time and the quantity of it.
 * `forward` reads conditions itself, and more exactly.
 */
export async function namingWhatMet(asking: Asking, question: Question): Promise<Question> {
  const { condition, ...rest } = question
  if (condition === undefined || readingConditions.has(question.ask)) return question
  const { history, own, exposing } = await asking.readMeeting(condition, question.seed)
  const { things, portions, batches } = exposuresOf(drawChart(history, own), exposing)
  const lots = [...portions.keys(), ...[...batches.keys()].map(({ lot }) => lot)]
  return { ...rest, seed: sortedTexts([...things.map(({ object }) => object), ...lots]) }
}
