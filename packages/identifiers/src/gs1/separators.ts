/** Ways to write FNC1, none of which can stand in a value: the character itself, and what people and programs write for it. */
const notations = ['\u001d', '^', '\\x1D', '{GS}', '\u241d']

/** Finds separators in one text. Each notation is looked for once over the whole text: linear, whatever the text. */
export class Separators {
  readonly #text: string
  readonly #notations: readonly string[]
  readonly #next: number[]

  private constructor(text: string, known: readonly string[]) {
    this.#text = text
    this.#notations = known.filter((notation) => text.includes(notation))
    this.#next = this.#notations.map((notation) => text.indexOf(notation))
  }

  /** As people and programs write an element string; `|^` begins the two-dimensional part of a composite symbol. */
  static written(text: string): Separators {
    return new Separators(text, [...notations, '|^'])
  }

  /** As a reader sends it: ASCII 29 only. */
  static transmitted(text: string): Separators {
    return new Separators(text, ['\u001d'])
  }

  /** The index of the next separator at or behind `from`, which never goes back; infinite without one. */
  from(from: number): number {
    let nearest = Number.POSITIVE_INFINITY
    for (let i = 0; i < this.#notations.length; i++) {
      let at = this.#next[i] ?? -1
      if (at >= 0 && at < from) {
        at = this.#text.indexOf(this.#notations[i] ?? '', from)
        this.#next[i] = at
      }
      if (at >= 0 && at < nearest) nearest = at
    }
    return nearest
  }

  /** The index behind the separator that stands at `at`; `at` itself where none does. */
  skipAt(at: number): number {
    if (this.#text.startsWith('|^', at)) return at + 2
    for (const notation of this.#notations) if (this.#text.startsWith(notation, at)) return at + notation.length
    return at
  }
}
