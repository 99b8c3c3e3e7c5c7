import type { BitWriter } from './bits.ts'
import { aiLengthOf, type Component, componentsOf } from './data-codings.ts'
import { fieldOf } from './data-fields.ts'
import type { Decoding, TagFindings } from './findings.ts'
import { putDigits } from './half-bytes.ts'

/** An application identifier and its value. */
export type TagElement = { readonly ai: string; readonly value: string }

const clause = 'TDS 2.3 §15.3'

/**
 * The data behind a `+` or `++` EPC, up to the end or to zeros (TDS §15.3). Eight zero bits with a whole SSCC behind them are one; where all
 * that is left is zero it is filling, since no company prefix is 0000000.
 */
export function takeData(decoding: Decoding): TagElement[] {
  const { reader } = decoding
  const elements: TagElement[] = []
  while (!decoding.ended && !reader.restIsZero()) {
    const at = reader.at
    const ai = takeAi(decoding)
    const components = ai === undefined ? undefined : componentsOf(ai)
    if (ai === undefined || components === undefined) {
      decoding.stop('tag-data-key', at, { ai: ai ?? '' }, clause)
      break
    }
    const value = components.map((component) => fieldOf(component).take(decoding, component)).join('')
    elements.push({ ai, value })
  }
  return elements
}

function takeAi({ reader }: Decoding): string | undefined {
  const firstTwo = reader.take(8).toString(16).padStart(2, '0')
  const length = aiLengthOf(firstTwo)
  if (length === undefined) return undefined
  let ai = firstTwo
  while (ai.length < length) ai += reader.take(4).toString(16)
  return ai
}

/** Adds what is wrong with data that is to be written. Formats only: GS1's rules for values come after. */
export function checkData(elements: readonly TagElement[], findings: TagFindings): void {
  for (const [index, { ai, value }] of elements.entries()) {
    const components = componentsOf(ai)
    const position = index + 1
    // Eighteen zero digits behind the zeros of (00) would be read as filling.
    const nothing = ai === '00' && /^0*$/.test(value)
    if (components === undefined) findings.add('tag-data-key', { ai: ai.slice(0, 10), position }, clause)
    else if (nothing || split(components, value) === undefined)
      findings.add('tag-data-value', { ai, value: value.slice(0, 90), position }, clause)
  }
}

/**
 * The parts of a value, each with its component; undefined where they do not match. A key whose serial is optional cannot stand here without
 * it: its coding has no way to say so.
 */
function split(components: readonly Component[], value: string): [Component, string][] | undefined {
  const [first, second] = components
  if (first === undefined) return undefined
  const cut = second === undefined ? value.length : first.size
  const parts: [Component, string][] = [[first, value.slice(0, cut)]]
  if (second !== undefined) parts.push([second, value.slice(cut)])
  return parts.every(([component, part]) => fieldOf(component).fits(part, component)) ? parts : undefined
}

/** The caller has checked the data. */
export function putData(writer: BitWriter, elements: readonly TagElement[]): void {
  for (const { ai, value } of elements) {
    putDigits(writer, ai)
    for (const [component, part] of split(componentsOf(ai) ?? [], value) ?? []) fieldOf(component).put(writer, part, component)
  }
}
