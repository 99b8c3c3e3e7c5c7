/** What the reader of XML refuses to read on through; the same bounds as those of `parseJson`. */
export type XmlLimits = {
  /** Elements within one another, the root counted as 1. */
  readonly maxDepth: number
  /** Elements and attributes of the whole document. */
  readonly maxMembers: number
  /** Problems listed; a closing `problems-omitted` counts the rest. */
  readonly maxProblems: number
}

export const xmlLimits: XmlLimits = { maxDepth: 64, maxMembers: 2_000_000, maxProblems: 1_000 }
