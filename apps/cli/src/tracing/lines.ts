import { formatCount, type Terminal } from '../terminal/index.ts'
import type { Gap, Placed, Spot } from './model.ts'

export const shownRows = 15
const screenColumns = 80

/** Columns that a text takes: characters of Chinese and their like take two. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text)
    width += /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character)
      ? 2
      : 1
  return width
}

export const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** Parts beside each other while they fit, then on a line of their own, further in. An identifier is never cut: it is copied from here. */
export function layOut(parts: readonly (string | undefined)[], indent = 4, between = '  '): string[] {
  const lines: string[] = []
  let line = ' '.repeat(indent)
  let isEmpty = true
  for (const part of parts) {
    if (part === undefined || part === '') continue
    if (!isEmpty && widthOf(line) + between.length + widthOf(part.trimEnd()) > screenColumns) {
      lines.push(line.trimEnd())
      line = ' '.repeat(indent + 4)
      isEmpty = true
    }
    line += isEmpty ? part : between + part
    isEmpty = false
  }
  return [...lines, line.trimEnd()]
}

/** A list with its count, its first rows, and how many more there are. */
export function showList(terminal: Terminal, code: string, rows: readonly (readonly (string | undefined)[])[], indent = 2): void {
  if (rows.length === 0) return
  const space = ' '.repeat(indent)
  terminal.line(`${space}${terminal.say(code, { count: formatCount(rows.length, terminal.language) })}`)
  for (const row of rows.slice(0, shownRows)) for (const line of layOut(row, indent + 2)) terminal.line(line)
  if (rows.length > shownRows)
    terminal.line(`${space}  ${terminal.say('more-rows', { more: formatCount(rows.length - shownRows, terminal.language) })}`)
}

/** `value-certain`, padded to the width of the longest. */
export const valueWord = (terminal: Terminal, value: string | null): string =>
  padded(
    terminal.say(`value-${value ?? 'none'}`),
    Math.max(...['certain', 'possible', 'past', 'excluded'].map((one) => widthOf(terminal.say(`value-${one}`)))),
  )

/** Milliseconds say nothing to a person. */
export const momentText = (moment: string | null | undefined): string => moment?.replace('.000Z', 'Z') ?? '?'

/** The last word of a vocabulary's URI. */
export const wordOf = (uri: string | null): string | undefined => uri?.split(/[-/:]/).findLast((part) => part !== '')

export const factsText = (terminal: Terminal, facts: readonly number[]): string | undefined =>
  facts.length === 0
    ? undefined
    : terminal.say('trace-by', { facts: facts.length > 8 ? `${facts.slice(0, 8).join(', ')} …(${facts.length})` : facts.join(', ') })

export const quantityText = (terminal: Terminal, quantity: string | null, uom: string | null | undefined): string =>
  `${quantity ?? '?'} ${uom ?? terminal.say('trace-pieces')}`

export function spotText(terminal: Terminal, { state, status, place, party }: Spot): string {
  const word = terminal.say(`state-${state}`)
  const more = [
    status === undefined || status === 'free' ? undefined : terminal.say(`status-${status}`),
    party,
    party === undefined ? place : undefined,
  ]
  return [word, ...more].filter((part) => part !== undefined).join(' ')
}

export const placedText = (terminal: Terminal, placed: Placed): string =>
  placed.oneOf === undefined
    ? spotText(terminal, placed)
    : `${spotText(terminal, placed)}: ${placed.oneOf.map((spot) => spotText(terminal, spot)).join(' | ')}`

/** Code, what it means, and what it is about. */
export function gapRow(terminal: Terminal, gap: Gap): (string | undefined)[] {
  const { code, object, event, source, since, consignee, place, quantity, uom } = gap
  return [
    code,
    terminal.say(`gap-${code}`),
    object,
    quantity === undefined ? undefined : quantityText(terminal, quantity, uom),
    place,
    consignee,
    event === undefined ? undefined : terminal.say('verify-fact', { from: event }),
    source,
    since === undefined ? undefined : terminal.say('trace-since', { since: momentText(since) }),
  ]
}
