import type { History } from './history.ts'
import { type Making, readRecipe, readSubstitutes } from './makings.ts'
import { childrenIn, type Named } from './objects.ts'
import type { Happening } from './standing.ts'
import { surelyBefore } from './time.ts'

/**
 * Refutation (a) of §3: the member's own facts name other lots of that product and leave no remainder by the recipe. The facts that say so,
 * or none. Inputs ÷ outputs of the making refute nothing: what the unit's own facts name may have come on top of what its lot was made of,
 * and only a recipe says that it did not. Nor is a unit measured that something was taken out of, nor in a rework, which adds to it.
 */
export function refutedBy(history: History, making: Making, input: Named, member: string): number[] {
  if (input.kind !== 'lot' || input.product === null || isRework(making)) return []
  const told = history.mentions.get(member) ?? []
  const assemblies = told.filter((one) => !one.weak && isOf(one, member) && one.event.action === 'ADD')
  if (told.some((one) => isOf(one, member) && one.event.action === 'DELETE')) return []
  const substitutes = new Map([...making.substitutes, ...readSubstitutes(assemblies)])
  const asReplaced = (product: string | null): string | null => (product === null ? null : (substitutes.get(product) ?? product))
  const product = asReplaced(input.product)
  const own = assemblies
    .flatMap((by) => childrenIn(by.event).map((child) => ({ child, by })))
    .filter(({ child }) => asReplaced(child.product) === product)
  const lots = new Set(own.flatMap(({ child }) => [child.id, ...lotsOf(history, child.id)]))
  if (own.some(({ child, by }) => isElsewhere(history, child, by))) return []
  if (own.length === 0 || lots.has(input.id) || own.some(({ child }) => isOfUnknownLot(history, child))) return []
  const needed = neededOf(making, assemblies, product)
  const named = own.reduce((sum, { child }) => sum + (child.quantity ?? Number.NaN), 0)
  return needed !== undefined && named >= needed ? [...new Set(own.flatMap(({ by }) => by.facts))] : []
}

const isOf = ({ event }: Happening, member: string): boolean =>
  (event.type === 'AssociationEvent' || event.type === 'AggregationEvent') && event.parent?.uri === member

/**
 * Told to be in something else, not surely before: nobody told that it left this unit, and it did. Which unit of a quantity it was is not told: it may be
 * any of its lot that has a name.
 */
function isElsewhere(history: History, { id, kind }: Named, by: Happening): boolean {
  if (kind === 'lot') return (history.members.get(id)?.size ?? 0) > 0
  const holder = by.event.parent?.uri
  const isKit = by.event.type === 'AggregationEvent'
  return (history.mentions.get(id) ?? []).some(
    ({ event, time }) =>
      event.action !== 'DELETE' &&
      event.parent !== null &&
      event.parent.uri !== holder &&
      (event.type === 'AssociationEvent' || event.parent.level === 'instance' || (isKit && event.type === 'AggregationEvent')) &&
      childrenIn(event).some((child) => child.id === id) &&
      !surelyBefore(time, by.time),
  )
}

const lotsOf = (history: History, member: string): string[] =>
  history.memberships.filter((one) => one.member === member).map(({ lot }) => lot)

const isOfUnknownLot = (history: History, { id, kind }: Named): boolean =>
  kind === 'class' || (kind === 'instance' && lotsOf(history, id).length === 0)

const isRework = ({ inputs, outputs }: Making): boolean => inputs.some((input) => outputs.some(({ id }) => id === input.id))

function neededOf(making: Making, assemblies: readonly Happening[], product: string | null): number | undefined {
  const lines = [...making.recipe, ...assemblies.flatMap(readRecipe)].filter((line) => line.product === product && !line.by.weak)
  return lines.length > 0 ? Math.max(...lines.map(({ quantity }) => quantity)) : undefined
}
