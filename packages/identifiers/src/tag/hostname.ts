import { urnCode40 } from './alphanumeric.ts'
import type { BitWriter } from './bits.ts'
import type { Decoding, TagFindings } from './findings.ts'
import { longCodes, shortCodes } from './hostname-codes.ts'

const clause = 'TDS 2.3 §14.5.16'
const longest = 63

/**
 * The standard lets any character of set 82 stand in a host name. Those that would make the link point elsewhere (`/ ? # % @` …) or that no
 * host name has are refused, when written as when read.
 */
const isHostCharacter = (character: string): boolean => /[A-Za-z0-9._:-]/.test(character)

type Sequence = { readonly text: string; readonly codes: readonly number[] }
const sequences: readonly Sequence[] = [
  ...[...shortCodes].map(([code, text]) => ({ text, codes: [code] })),
  ...longCodes.flatMap((rows, first) => rows.map((text, second) => ({ text, codes: [first, second] }))),
].sort((a, b) => b.text.length - a.text.length || a.codes.length - b.codes.length)

/** By their first character, the longest first: the first that matches saves the most. */
const sequencesOf: ReadonlyMap<string, readonly Sequence[]> = Map.groupBy(sequences, ({ text }) => text.charAt(0))

/** Adds what is wrong with a host name that is to be written. */
export function checkHostname(hostname: string, findings: TagFindings): void {
  if (hostname.length === 0 || hostname.length > longest)
    findings.add('tag-hostname-length', { found: hostname.length, most: longest }, clause)
  const bad = [...hostname].findIndex((character) => !isHostCharacter(character))
  if (bad >= 0) findings.add('tag-hostname', { character: [...hostname][bad] ?? '', index: bad + 1 }, clause)
}

/** The caller has checked the host name. Whatever is shorter: URN code 40, or seven bits with the codes for frequent sequences. */
export function putHostname(writer: BitWriter, hostname: string): void {
  const codes = sevenBitCodes(hostname)
  if (urnCode40.fits(hostname) && urnCode40.bits(hostname.length) < codes.length * 7) {
    writer.put(0, 1)
    writer.put(hostname.length, 6)
    urnCode40.put(writer, hostname)
    return
  }
  writer.put(1, 1)
  writer.put(codes.length, 6)
  for (const code of codes) writer.put(code, 7)
}

function sevenBitCodes(hostname: string): number[] {
  const codes: number[] = []
  for (let at = 0; at < hostname.length; ) {
    const found = sequencesOf.get(hostname.charAt(at))?.find(({ text }) => hostname.startsWith(text, at))
    codes.push(...(found?.codes ?? [hostname.charCodeAt(at)]))
    at += found?.text.length ?? 1
  }
  return codes
}

export function takeHostname(decoding: Decoding): string {
  const { reader } = decoding
  const start = reader.at
  const compressed = reader.take(1) === 1
  const units = reader.take(6)
  if (units === 0) decoding.add('tag-hostname-length', start, { found: 0, most: longest }, clause)
  const hostname = compressed ? takeSevenBit(decoding, units) : urnCode40.take(decoding, units)
  if (hostname.length > longest) decoding.add('tag-hostname-length', start, { found: hostname.length, most: longest }, clause)
  const bad = [...hostname].findIndex((character) => !isHostCharacter(character))
  if (bad >= 0) decoding.add('tag-hostname', start, { character: hostname.charAt(bad), index: bad + 1 }, clause)
  return hostname
}

function takeSevenBit(decoding: Decoding, units: number): string {
  const { reader } = decoding
  let text = ''
  for (let unit = 0; unit < units && !reader.overrun; unit++) {
    const at = reader.at
    const code = reader.take(7)
    const rows = longCodes[code]
    let found = shortCodes.get(code) ?? (code > 0x20 && code < 0x7b ? String.fromCharCode(code) : undefined)
    if (rows !== undefined) {
      unit++
      found = unit < units ? rows[reader.take(7)] : undefined
    }
    if (found === undefined) decoding.add('tag-hostname-code', at, { code }, clause)
    text += found ?? ''
  }
  return text
}
