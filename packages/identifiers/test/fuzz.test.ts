import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  canonicalize,
  compressDigitalLink,
  constrainedDigitalLink,
  expandDigitalLink,
  formatTag,
  identifierTexts,
  identify,
  identifyTexts,
  isGs1,
  parseDigitalLink,
  parseElementString,
  parseHibc,
  parseIsbt,
  parseMa,
  parsePpn,
  parseTag,
  tagTexts,
  toEpcUrn,
} from '@proofline/identifiers'
import type { Problem, Result } from '@proofline/problems'
import codes from './udi/codes.json' with { type: 'json' }

/** Reproducible noise (xorshift, 32 bits): the same seed gives the same inputs everywhere. */
function noiseOf(seed: number): (limit: number) => number {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1
  return (limit) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state % limit
  }
}

const seeds: readonly string[] = [
  ...codes.valid.map(({ code }) => code),
  ...[
    '(01)09521141100011(17)281231(10)S-2041(21)P1',
    ']d20109521141100011172812311010ABC\u001d21XYZ',
    '0109521141100011^10A',
    '09521141100011',
  ],
  ...['https://id.gs1.org/01/09521141100011/10/L7/21/1?17=281231&3103=001500', 'https://example.com/some/path/414/4012345002256/254/X'],
  ...['urn:epc:id:sgtin:0614141.107346.2017', 'urn:epc:class:lgtin:4012345.012345.998877', 'urn:epc:idpat:sgtin:0614141.107346.*'],
  ...[
    'urn:epc:id:sgln:0614141.07346.1234',
    'urn:epc:id:sscc:0614141.1234567890',
    'urn:epc:id:cpi:0614141.11467%2F1234.5',
    'urn:epc:id:itip:4012345.012345.04.04.32a%2Fb',
  ],
  ...[
    'urn:epc:tag:sgtin-96:3.0614141.812345.6789',
    'urn:epc:raw:96.x3034257BF7194E4000001A85',
    '3034257BF7194E4000001A85',
    '3134257BF4499602D2000000',
  ],
]
const tokens = [
  '(01)',
  '(10)',
  '(',
  ')',
  '\u001d',
  '^',
  ']d2',
  ']Q1',
  '00',
  '9',
  '/',
  '%',
  '%2F',
  '%zz',
  '?',
  '#',
  '=',
  '+',
  '$$',
  '$',
  '&',
  '=%',
  'urn:epc:',
  '.',
  ':',
  '*',
]
tokens.push(
  'MA.156.M0.',
  '>',
  '[)>\u001e06\u001d',
  '\u001e\u0004',
  '9N',
  '1T',
  'A',
  'z',
  ' ',
  '_',
  '\u0000',
  '\ud800',
  '中',
  '😀',
  '\u202e',
  '-1',
  '1'.repeat(40),
  '\u00e9',
)

const known: ReadonlySet<string> = new Set([identifierTexts, identifyTexts, tagTexts].flatMap(({ en }) => Object.keys(en)))

/** A position counts characters from 1; where something is missing it may be the place where that should stand, a little beyond the end. */
function assertTold(problems: readonly Problem[], code: string): void {
  for (const problem of problems) {
    assert.ok(known.has(problem.code), `${problem.code} has no words`)
    const position = problem.params?.position
    assert.ok(
      position === undefined || (typeof position === 'number' && position >= 1 && position <= code.length + 8),
      JSON.stringify(problem),
    )
  }
}

function assertSound(result: Result<unknown> | undefined, code: string): void {
  if (result === undefined || result.ok) return
  assert.ok(result.problems.length > 0)
  assertTold(result.problems, code)
}

const readers = [
  parseElementString,
  parseDigitalLink,

  parseHibc,
  parseIsbt,
  parsePpn,
  parseMa,
  parseTag,
  expandDigitalLink,
  compressDigitalLink,
]

/** @returns whether anything was identified */
function passThrough(code: string): boolean {
  for (const read of readers) assertSound(read(code), code)
  constrainedDigitalLink(code)
  const canonical = canonicalize(code)
  assertSound(canonical, code)
  if (canonical.ok) {
    const again = canonicalize(canonical.value.uri)
    assert.ok(again.ok && again.value.uri === canonical.value.uri, canonical.value.uri)
    const urn = toEpcUrn(canonical.value, 7)
    if (urn.ok && isGs1(canonical.value)) {
      const back = canonicalize(urn.value)
      assert.ok(back.ok && back.value.uri === canonical.value.uri, urn.value)
      assertSound(formatTag(canonical.value, { scheme: 'sgtin-96', filter: 0, companyPrefixLength: 7 }), code)
    }
  }
  let identified = false
  for (const mode of ['strict', 'tolerant'] as const) {
    const found = identify(code, { mode, origin: 'maker.example', companyPrefixLength: 7, partial: code.length % 2 === 0 })
    if (found.ok) {
      identified = true
      assertTold([...found.flags, ...found.notes], code)
    } else {
      assert.ok(found.problems.length > 0)
      assertTold(found.problems, code)
    }
  }
  return identified
}

const first = Number(process.env.PROOFLINE_FUZZ_SEED ?? '1') * 10_000_000

test('mutated codes of every agency: always an answer, never an exception; what is read stays what it is', () => {
  const count = { identified: 0, refused: 0 }
  const inputs = process.env.PROOFLINE_LONG === '1' ? 1_000_000 : 20_000
  for (let seed = first; seed < first + inputs; seed += 1) {
    const below = noiseOf(seed)
    const pick = (list: readonly string[]): string => list[below(list.length)] ?? ''
    let code = pick(seeds)
    for (let changes = 1 + below(4); changes > 0; changes -= 1) {
      const at = below(code.length + 1)
      const end = at + below(4)
      const kind = below(6)
      const piece =
        kind === 0
          ? ''
          : kind === 1
            ? pick(tokens)
            : kind === 2
              ? String.fromCharCode(below(128))
              : kind === 3
                ? pick(seeds)
                : code.slice(at, end)
      code = kind === 5 ? code.slice(0, at) : code.slice(0, at) + piece + code.slice(kind === 4 ? at : end)
    }
    try {
      if (passThrough(code)) count.identified += 1
      else count.refused += 1
    } catch (error) {
      throw new Error(`seed ${seed}: ${JSON.stringify(code)}`, { cause: error })
    }
  }
  assert.ok(Math.min(count.identified, count.refused) > inputs / 50, JSON.stringify(count))
})
