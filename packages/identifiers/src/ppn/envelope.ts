/** One element of the message: its data identifier, its value, and the index of the value's first character in the text. */
export type Element = { readonly identifier: string; readonly value: string; readonly at: number }

/**
 * Takes the wrapping off: ISO/IEC 15434 format 06 (`[)>` RS `06` GS … RS EOT, as macro 06 transmits it, or with the pictures ␞ ␝ ␄ of its control
 * characters), DIN 16598 (`.9N…^1T…`), the printed line (`(9N)…(1T)…`), or the bare elements between separators. Undefined where it is none of them.
 */
export function unwrap(message: string): readonly Element[] | undefined {
  const text = message.replaceAll('␞', '\u001e').replaceAll('␝', '\u001d').replaceAll('␄', '\u0004')
  if (text.startsWith('(')) return bracketed(text)
  if (text.startsWith('[)>\u001e06\u001d')) {
    let end = text.length
    if (text.endsWith('\u0004')) end--
    if (text.charCodeAt(end - 1) === 30) end--
    return separated(text, 7, end, '\u001d')
  }
  if (/^\.\d{0,3}[A-Z]/.test(text)) return separated(text, 1, text.length, '^')
  return text.startsWith('9N') || text.includes('\u001d9N') ? separated(text, 0, text.length, '\u001d') : undefined
}

const identifierAt = /^\d{0,3}[A-Z]/

function separated(text: string, from: number, to: number, separator: string): Element[] {
  const elements: Element[] = []
  let start = from
  while (start <= to) {
    const mark = text.indexOf(separator, start)
    const end = mark < 0 || mark > to ? to : mark
    const identifier = identifierAt.exec(text.slice(start, Math.min(end, start + 4)))?.[0] ?? ''
    elements.push({ identifier, value: text.slice(start + identifier.length, end), at: start + identifier.length })
    start = end + 1
  }
  return elements
}

function bracketed(text: string): Element[] | undefined {
  const elements: Element[] = []
  let start = 0
  while (start < text.length) {
    const found = /^\((\d{0,3}[A-Z])\)/.exec(text.slice(start, start + 6))
    if (found === null) return undefined
    const value = start + found[0].length
    let end = text.indexOf('(', value)
    // A bracket inside a value is one that no data identifier follows.
    while (end >= 0 && !/^\(\d{0,3}[A-Z]\)/.test(text.slice(end, end + 6))) end = text.indexOf('(', end + 1)
    if (end < 0) end = text.length
    elements.push({ identifier: found[1] ?? '', value: text.slice(value, end), at: value })
    start = end
  }
  return elements
}
