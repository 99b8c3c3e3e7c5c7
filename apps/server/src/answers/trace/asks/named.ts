import type { TraceValue } from '../rules/basis/answer.ts'

/** All objects that an answer names. */
export function namedIn(seed: readonly string[], { certain, possible, past, excluded, carriers }: TraceValue): string[] {
  return [...seed, ...certain, ...possible, ...carriers.certain, ...carriers.possible, ...[...past, ...excluded].map(({ id }) => id)]
}

/** What an answer is about: all that it names but what it excludes. */
export function concernedBy(seed: readonly string[], { certain, possible, past, carriers }: TraceValue): string[] {
  return [...new Set([...seed, ...certain, ...possible, ...carriers.certain, ...carriers.possible, ...past.map(({ id }) => id)])]
}
