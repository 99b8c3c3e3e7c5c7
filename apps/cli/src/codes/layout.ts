const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/

/** Columns of a terminal: East Asian wide characters take two. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of text) columns += wide.test(character) ? 2 : 1
  return columns
}

export const padTo = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - columnsOf(text)))

/** Breaks prose at spaces, and between wide characters, so that no line has more than `columns`; a word that is longer stays whole. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? []) {
    // Closing punctuation does not begin a line.
    if (line !== '' && columnsOf(line + piece.trimEnd()) > columns && !/^[，。；：、）”！？]/.test(piece)) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
  }
  if (line.trim() !== '') lines.push(line.trimEnd())
  return lines
}

/** Control characters of a code in their printable pictures: a terminal must not obey what a label says. */
export const visible = (text: string): string =>
  Array.from(text, (character) => {
    const code = character.charCodeAt(0)
    if (code < 32) return String.fromCharCode(0x2400 + code)
    return code === 127 || (code >= 128 && code < 160) ? '\u2421' : character
  }).join('')
