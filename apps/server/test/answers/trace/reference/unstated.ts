import type { History } from './history.ts'
import { type Making, type RecipeLine, readRecipe, readSubstitutes } from './makings.ts'
import { childrenIn, type Named } from './objects.ts'

/** The product that an input counts as, in its making: a substitute as what it replaces there, nowhere else. */
export function productIn({ substitutes }: Pick<Making, 'substitutes'>, { id, kind, product }: Named): string {
  const told = product ?? (kind === 'class' ? id : 'unknown')
  return substitutes.get(told) ?? told
}

/** What the recipe of a making needs and no input states. */
export function unstatedProducts(making: Making): string[] {
  const stated = new Set(making.inputs.flatMap((input) => [productIn(making, input), input.product]))
  return making.recipe.filter(({ product, quantity }) => quantity > 0 && !stated.has(product)).map(({ product }) => product)
}

/** The same of a unit put together by associations: what neither these nor a making of it or of its lot state. */
export function unstatedParts(
  { mentions, makings, memberships }: Pick<History, 'mentions' | 'makings' | 'memberships'>,
  unit: string,
): RecipeLine[] {
  const assemblies = (mentions.get(unit) ?? []).filter(
    ({ event }) => event.type === 'AssociationEvent' && event.action === 'ADD' && event.parent?.uri === unit,
  )
  const needed = assemblies.flatMap(readRecipe).filter(({ quantity }) => quantity > 0)
  if (needed.length === 0) return []
  const itself = new Set([unit, ...memberships.filter(({ member }) => member === unit).map(({ lot }) => lot)])
  const substitutes = readSubstitutes(assemblies)
  const own = assemblies.flatMap(({ event }) => childrenIn(event)).map((child) => productIn({ substitutes }, child))
  const made = makings.filter(({ outputs }) => outputs.some(({ id }) => itself.has(id)))
  const stated = new Set([...own, ...made.flatMap((making) => making.inputs.map((input) => productIn(making, input)))])
  return needed.filter(({ product }) => !stated.has(product))
}
