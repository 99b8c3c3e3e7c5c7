import type { EventDetails } from './model.ts'
import type { DraftParticipation } from './rules.ts'

const nothing: readonly string[] = []

/**
 * Products (canonical URIs of classes) that the recipe of a making needs and of which it states no input; each once. Where it states that one thing
 * stands for another, all that the recipe needs: which of it was replaced is for the question to see.
 */
export function wantingOf({ recipe, substitutes }: EventDetails, participations: readonly DraftParticipation[]): readonly string[] {
  if (recipe === undefined) return nothing
  const stated = new Set<string | null>()
  if (substitutes === undefined) {
    for (const { role, object } of participations) if (role === 'input') stated.add(object.uri).add(object.classUri)
  }
  return [...new Set(recipe.map(({ part }) => part))].filter((part) => !stated.has(part))
}
