import { digit, set39, set64, set82 } from '../characters.ts'
import { dictionaryRows } from './dictionary-rows.ts'
import { isLinter, type LinterName } from './linters.ts'

/** A part of an element's value: `min`–`max` characters of one set (GS1 General Specifications figures 7.11-1, -2; base64url). */
export type Component = {
  readonly set: number
  readonly min: number
  readonly max: number
  /** May be left out, with all that follow it. */
  readonly optional: boolean
  readonly linters: readonly LinterName[]
}

/** What GS1's syntax dictionary says of one application identifier. Lengths count characters of the value, the AI apart. */
export type AiRule = {
  readonly ai: string
  readonly title: string
  readonly components: readonly Component[]
  readonly min: number
  readonly max: number
  /** Whether the value ends at a separator: the length is not among those predefined (General Specifications figure 7.8.5-2). */
  readonly separated: boolean
  /** Whether it may stand in the query of a Digital Link. */
  readonly linkAttribute: boolean
  /** All must be met; of each, one alternative; of an alternative, every AI. `n` in an AI stands for any digit. */
  readonly requires: readonly (readonly (readonly string[])[])[]
  readonly excludes: readonly string[]
  /** The allowed sequences of qualifiers behind this primary key in a Digital Link; undefined where it is none. */
  readonly linkKey: readonly (readonly string[])[] | undefined
}

const sets: Readonly<Record<string, number>> = { N: digit, X: set82, Y: set39, Z: set64 }

const rulesByAi = new Map<string, AiRule>()
/** By its first two digits: how long an AI is (General Specifications figure 7.8.2-1); 0 where no such AI is assigned. */
const lengths = new Uint8Array(100)

/** The rule of an AI; undefined where the dictionary has none. */
export const aiRuleOf = (ai: string): AiRule | undefined => rulesByAi.get(ai)

export const allAiRules = (): Iterable<AiRule> => rulesByAi.values()

/** The length of the AI that begins at `text[at]`: 2–4; 0 where no AI begins with these two characters. */
export function aiLengthAt(text: string, at: number): number {
  const first = text.charCodeAt(at) - 48
  const second = text.charCodeAt(at + 1) - 48
  return first >= 0 && first <= 9 && second >= 0 && second <= 9 ? (lengths[first * 10 + second] ?? 0) : 0
}

/** Whether `ai` is `pattern`, in which `n` stands for any digit. */
export function matchesAi(ai: string, pattern: string): boolean {
  if (ai.length !== pattern.length) return false
  for (let i = 0; i < ai.length; i++) {
    const expected = pattern.charCodeAt(i)
    if (expected !== 110 && expected !== ai.charCodeAt(i)) return false
  }
  return true
}

for (const row of dictionaryRows) addRow(row)

function addRow(row: string): void {
  const hash = row.indexOf('#')
  const title = hash < 0 ? '' : row.slice(hash + 1).trim()
  const [range = '', ...words] = (hash < 0 ? row : row.slice(0, hash)).trim().split(' ')
  const flags = /^[*?]+$/.test(words[0] ?? '') ? (words.shift() ?? '') : ''
  const components: Component[] = []
  const requires: string[][][] = []
  const excludes: string[] = []
  let linkKey: string[][] | undefined
  for (const word of words) {
    const [name = '', list] = word.split('=')
    if (name === 'req') requires.push((list ?? '').split(',').map((alternative) => alternative.split('+')))
    else if (name === 'ex') excludes.push(...(list ?? '').split(','))
    else if (name === 'dlpkey') linkKey = list === undefined ? [] : list.split('|').map((order) => order.split(','))
    else components.push(readComponent(word))
  }
  const min = components.reduce((sum, part) => sum + (part.optional ? 0 : part.min), 0)
  const max = components.reduce((sum, part) => sum + part.max, 0)
  const told = {
    title,
    components,
    min,
    max,
    separated: !flags.includes('*'),
    linkAttribute: flags.includes('?'),
    requires,
    excludes,
    linkKey,
  }
  const [from = '', to = from] = range.split('-')
  for (let number = Number(from); number <= Number(to); number++) {
    const ai = String(number).padStart(from.length, '0')
    rulesByAi.set(ai, { ai, ...told })
    lengths[Number(ai.slice(0, 2))] = ai.length
  }
}

function readComponent(word: string): Component {
  const match = /^(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,[a-z0-9]+)*)$/.exec(word)
  if (match === null) throw new TypeError(`A row of the syntax dictionary cannot be read: ${word}`)
  const [, bracket, type = '', range, length = '', names = ''] = match
  const linters: LinterName[] = []
  for (const name of names.split(',').slice(1)) {
    if (!isLinter(name)) throw new TypeError(`The syntax dictionary names a linter that is not there: ${name}`)
    linters.push(name)
  }
  return { set: sets[type] ?? 0, min: range === undefined ? Number(length) : 1, max: Number(length), optional: bracket === '[', linters }
}
