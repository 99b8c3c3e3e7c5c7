import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AiValue,
  compressDigitalLink,
  elementsOf,
  expandDigitalLink,
  formatBracketed,
  formatDigitalLink,
  formatElementString,
  formatScan,
  identifierOf,
  parseElementString,
  parseLinkContent,
} from '@proofline/identifiers'
import fc from 'fast-check'
import { elementOf, elements, rules } from './arbitraries.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 100_000 : 400
const alone = { associations: 'ignore' } as const

function read(text: string): AiValue[] {
  const result = parseElementString(text, alone)
  if (!result.ok) assert.fail(`${JSON.stringify(text)} is refused: ${JSON.stringify(result.problems)}`)
  return result.value.elements.map(({ ai, value }) => ({ ai, value }))
}

const sorted = (values: readonly AiValue[]): AiValue[] => values.toSorted((a, b) => (a.ai < b.ai ? -1 : 1))

test('every application identifier: what is written is what is read, in each form', () => {
  for (const { ai } of rules) {
    fc.assert(
      fc.property(elementOf(ai), (element) => {
        assert.deepEqual(read(formatBracketed([element])), [element])
        const plain = formatElementString([element], alone)
        assert.ok(plain.ok, JSON.stringify(plain))
        assert.deepEqual(read(`]d2${plain.value}`), [element])
      }),
      { numRuns: process.env.PROOFLINE_LONG === '1' ? 500 : 4 },
    )
  }
})

test('element strings: parse(format(x)) = x, whatever the order and the sign for FNC1', () => {
  fc.assert(
    fc.property(
      elements,
      fc.constantFrom('^' as const, '\u001d' as const),
      fc.constantFrom('as-given' as const, 'predefined-first' as const),
      (values, fnc1, order) => {
        const text = formatElementString(values, { ...alone, fnc1, order })
        assert.ok(text.ok, JSON.stringify(text))
        const found = read(text.value)
        if (order === 'as-given') assert.deepEqual(found, values)
        else assert.deepEqual(sorted(found), sorted(values))
        assert.deepEqual(read(formatBracketed(values)), values)
        for (const identifier of [']d2', ']C1', ']Q3', ']J1', ']e0']) {
          const scan = formatScan(identifier, values)
          assert.ok(scan.ok)
          assert.deepEqual(read(scan.value), values)
        }
      },
    ),
    { numRuns },
  )
})

test('Digital Links: whatever can be written comes back, compressed or not', () => {
  let written = 0
  fc.assert(
    fc.property(fc.constantFrom('00', '01', '253', '414', '8003', '8004', '8006', '8010', '8018'), elements, (key, values) => {
      fc.pre(values.every(({ ai }) => ai !== key))
      const [own] = fc.sample(elementOf(key), { numRuns: 1, seed: values.length })
      assert.ok(own)
      const link = formatDigitalLink([own, ...values], { ...alone, stem: 'https://id.gs1.org/p' })
      if (!link.ok) return
      written += 1
      const content = parseLinkContent(link.value, alone)
      assert.ok(content?.ok, `${link.value} ${JSON.stringify(content)}`)
      assert.deepEqual(sorted(content.value.elements.map(({ ai, value }) => ({ ai, value }))), sorted([own, ...values]))
      for (const sequences of [true, false]) {
        const short = compressDigitalLink(link.value, { sequences })
        assert.ok(short.ok)
        const long = expandDigitalLink(short.value)
        assert.ok(long?.ok, `${link.value} ${short.value} ${JSON.stringify(long)}`)
        const again = parseLinkContent(long.value, alone)
        assert.ok(again?.ok)
        assert.equal(again.value.identifier?.uri, content.value.identifier?.uri)
        assert.deepEqual(sorted(again.value.elements.map(({ ai, value }) => ({ ai, value }))), sorted([own, ...values]))
      }
    }),
    { numRuns },
  )
  assert.ok(written > numRuns / 20, `${written} links`)
})

test('an identifier and its elements are two sides of one thing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('00', '01', '253', '255', '414', '417', '8003', '8004', '8006', '8010', '8013', '8017', '8018'),
      fc.nat(1000),
      (key, seed) => {
        const [own] = fc.sample(elementOf(key), { numRuns: 1, seed })
        assert.ok(own)
        const identifier = identifierOf([{ ai: '240', value: 'x' }, own])
        assert.ok(identifier)
        assert.deepEqual(elementsOf(identifier), [own])
        assert.deepEqual(identifierOf(elementsOf(identifier)), identifier)
      },
    ),
    { numRuns },
  )
})

test('every single wrong character of a checked key is caught', () => {
  const keys = rules.filter(({ components }) =>
    components.some(({ linters }) => linters.some((name) => name === 'csum' || name === 'csumalpha')),
  )
  assert.equal(keys.length, 22)
  for (const rule of keys) {
    const [element] = fc.sample(elementOf(rule.ai), { numRuns: 1, seed: 7 })
    assert.ok(element)
    const alpha = rule.components.some(({ linters }) => linters.some((name) => name === 'csumalpha'))
    const from = rule.ai === '8003' ? 1 : 0
    const to = alpha
      ? element.value.length
      : (rule.components.find(({ linters }) => linters.some((name) => name === 'csum'))?.max ?? 0) + from
    const characters = alpha ? '0123456789ABCXYZabcxyz!%_' : '0123456789'
    for (let i = from; i < to; i++) {
      for (const character of characters) {
        if (character === element.value.charAt(i)) continue
        const wrong: string = element.value.slice(0, i) + character + element.value.slice(i + 1)
        assert.equal(parseElementString(`(${rule.ai})${wrong}`, alone).ok, false, `(${rule.ai})${element.value} → ${wrong}`)
      }
    }
  }
})

test('no text makes the parser throw, and its problems are few and placed inside the text', () => {
  const scraps = fc.constantFrom(
    '(01)',
    '(',
    ')',
    '\\(',
    '^',
    '\u001d',
    '{GS}',
    ']d2',
    ']Q1',
    ']E0',
    '|]e0',
    '|^',
    '01',
    '10',
    '09506000134352',
    'https://',
    '/01/',
    '?',
    '&',
    '%',
    '=',
    '17',
    '\n',
  )
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.array(fc.oneof(scraps, fc.string({ maxLength: 4 })), { maxLength: 12 }).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, fc.constantFrom('strict' as const, 'tolerant' as const), (input, mode) => {
      const result = parseElementString(input, { mode })
      const problems = result.ok ? result.value.flags : result.problems
      assert.ok(problems.length <= 21)
      assert.ok(result.ok || problems.length > 0)
      if (mode === 'strict' && result.ok) assert.equal(problems.length, 0)
      if (result.ok && result.value.link?.expanded !== undefined) return
      for (const { params } of problems) {
        const position = params?.position
        if (typeof position === 'number')
          assert.ok(position >= 1 && position <= input.length + 1, `${position} in ${JSON.stringify(input)}`)
      }
    }),
    { numRuns: numRuns * 5 },
  )
})
