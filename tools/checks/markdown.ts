/** The rows of the first table below the heading `heading` (without its #), cells trimmed, head and rule left out. */
export function readTable(text: string, heading: string): string[][] {
  const lines = text.split(/\r?\n/)
  const at = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '').trim() === heading)
  if (at < 0) throw new Error(`no heading "${heading}"`)
  const rows: string[][] = []
  for (const line of lines.slice(at + 1)) {
    if (/^#+ /.test(line)) break
    if (line.startsWith('|')) rows.push(splitRow(line))
    else if (rows.length > 0) break
  }
  if (rows.length < 3) throw new Error(`no table with rows below "${heading}"`)
  return rows.slice(2)
}

const splitRow = (line: string): string[] =>
  line
    .replace(/^\|/, '')
    .replace(/\|\s*$/, '')
    .split('|')
    .map((cell) => cell.trim())

/** What stands between backticks. */
export const codesIn = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)

/** Levels of the headings in order, those inside fenced blocks left out. */
export function readHeadings(text: string): { level: number; title: string }[] {
  return outsideFences(text).flatMap((line) => {
    const [, marks, title] = /^(#{1,6}) (.+)$/.exec(line) ?? []
    return marks === undefined || title === undefined ? [] : [{ level: marks.length, title: title.trim() }]
  })
}

function outsideFences(text: string): string[] {
  let fenced = false
  return text.split(/\r?\n/).filter((line) => {
    const fence = line.startsWith('```')
    if (fence) fenced = !fenced
    return !fenced && !fence
  })
}

/** The fenced blocks, language line left out, comment lines (`# …`) left out: what a reader would type. */
export function readCommands(text: string): string[] {
  return [...text.matchAll(/^```(?:sh|bash|console)\n(.*?)^```/gms)].map(([, body = '']) =>
    body
      .split('\n')
      .map((line) => line.replace(/\s+# .*$/, ''))
      .filter((line) => line !== '' && !line.startsWith('#'))
      .join('\n'),
  )
}

/** Targets of links that point into the repository, without their anchor. */
export const readLinks = (text: string): string[] =>
  outsideFences(text)
    .flatMap((line) => [...line.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target))
    .filter((target) => !/^[a-z]+:/i.test(target) && !target.startsWith('#'))
    .map((target) => target.replace(/#.*$/, ''))
