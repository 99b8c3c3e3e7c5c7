import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const target = fileURLToPath(new URL('../../packages/identifiers/src/gs1/dictionary-rows.ts', import.meta.url))

const [source, release] = process.argv.slice(2)
if (source === undefined || release === undefined) {
  process.stderr.write('usage: generate.ts gs1-syntax-dictionary.txt "RELEASE"\n')
  process.exit(2)
}

const rows = readFileSync(source, 'utf8')
  .split('\n')
  .filter((line) => /^\d/.test(line))
  .map((line) => line.trim().replace(/\s+/g, ' '))

const quoted = rows.map((row) => `  '${row.replaceAll("'", "\\'")}',`).join('\n')
const text = `/** The release of GS1's syntax dictionary (github.com/gs1/gs1-syntax-dictionary, Apache-2.0) that the rows below restate. */
export const dictionaryRelease = '${release}'

/** AI or range of AIs, flags, components with their linters, associations, \`#\` title. Written by tools/gs1-dictionary, not by hand. */
export const dictionaryRows: readonly string[] = [
${quoted}
]
`
writeFileSync(target, text)
process.stdout.write(`${rows.length} rows\n`)
