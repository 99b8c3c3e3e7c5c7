/** What `parseJson` refuses to read on through. */
export type JsonLimits = {
  /** Arrays and objects within one another, the outermost counted as 1. A larger setting than 512 counts as 512: the readers call themselves. */
  readonly maxDepth: number
  /** Object members and array elements of the whole text. */
  readonly maxMembers: number
  /** Problems listed; a closing `problems-omitted` counts the rest. */
  readonly maxProblems: number
}

export const jsonLimits: JsonLimits = { maxDepth: 64, maxMembers: 2_000_000, maxProblems: 1_000 }
