/** An application identifier and its value, decoded. */
export type AiValue = { readonly ai: string; readonly value: string }

/** One element: an application identifier and its value, as they were read. */
export type ElementValue = AiValue & {
  /** The data title of the AI, such as BATCH/LOT; empty where the AI is not assigned. */
  readonly title: string
  /** Where the value begins in the text that was read, in characters from 1. */
  readonly position: number
  /** Whether it was read from the two-dimensional part of a composite symbol. */
  readonly composite: boolean
}
