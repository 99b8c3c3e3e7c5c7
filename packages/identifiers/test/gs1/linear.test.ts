import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compressDigitalLink, expandDigitalLink, parseElementString, parseLinkContent } from '@proofline/identifiers'

/** How many characters are looked at while `work` runs: what the string methods that the parser uses must read, not how long it takes. */
function steps(work: () => void): number {
  const { charCodeAt, indexOf, slice, startsWith, includes } = String.prototype
  let count = 0
  const counted = <Arguments extends unknown[], Answer>(
    method: (this: string, ...values: Arguments) => Answer,
    cost: (text: string, answer: Answer, values: Arguments) => number,
  ) =>
    function (this: string, ...values: Arguments): Answer {
      const answer = method.apply(this, values)
      count += cost(this, answer, values)
      return answer
    }
  const from = (value: unknown): number => (typeof value === 'number' ? value : 0)
  Object.assign(String.prototype, {
    charCodeAt: counted(charCodeAt, () => 1),
    indexOf: counted(indexOf, (text, at, [, start]) => Math.max(1, (at < 0 ? text.length : at) - from(start))),
    slice: counted(slice, (_text, part) => part.length + 1),
    startsWith: counted(startsWith, () => 1),
    includes: counted(includes, (text) => text.length),
  })
  try {
    work()
  } finally {
    Object.assign(String.prototype, { charCodeAt, indexOf, slice, startsWith, includes })
  }
  return count
}

const hostile: Readonly<Record<string, (length: number) => string>> = {
  'separators only': (length) => '^'.repeat(length),
  'elements of predefined length': (length) => '11260101'.repeat(length / 8),
  'unknown AIs': (length) => '^89A'.repeat(length / 4),
  'short values': (length) => '01^'.repeat(length / 3),
  'two notations of FNC1': (length) => `${'10A^'.repeat(length / 8)}${'10A{GS}'.repeat(length / 14)}`,
  'open brackets': (length) => '('.repeat(length),
  'brackets without an end': (length) => '(10'.repeat(length / 3),
  'one closing bracket at the end': (length) => `${'('.repeat(length)})`,
  'escaped brackets': (length) => `(10)${'\\('.repeat(length / 2)}`,
  'bracketed elements': (length) => '(10)A'.repeat(length / 5),
  'wrong characters': (length) => `(10)${'é'.repeat(length)}`,
  'one long scan': (length) => `]d210${' '.repeat(length)}`,
  'attributes of a link': (length) => `https://id.gs1.org/01/09506000134352?${'99=%41&'.repeat(length / 7)}`,
  'a value full of escapes': (length) => `https://id.gs1.org/01/09506000134352?99=${'%20'.repeat(length / 3)}`,
  'path segments': (length) => `https://id.gs1.org${'/01/1'.repeat(length / 5)}`,
  'a compressed link': (length) => `https://id.gs1.org/${'ARFRq5sE2g'.repeat(length / 10)}`,
}

test('twice the text is at most about twice the work, whatever stands in it', () => {
  for (const [name, make] of Object.entries(hostile)) {
    for (const mode of ['strict', 'tolerant'] as const) {
      const [small, large] = [4_000, 8_000].map((length) => {
        const text = make(length)
        return steps(() => void parseElementString(text, { mode }))
      })
      assert.ok(small !== undefined && large !== undefined && small > 0)
      assert.ok(large < small * 2.5 + 2_000, `${name}, ${mode}: ${small} steps, then ${large}`)
    }
  }
})

test('a megabyte is refused without being looked at', () => {
  for (const make of Object.values(hostile)) {
    const text = make(1_000_000)
    assert.ok(steps(() => assert.equal(parseElementString(text).ok, false)) < 1_000)
    assert.ok(steps(() => assert.notEqual(parseLinkContent(text)?.ok, true)) < 1_000)
    assert.ok(steps(() => assert.notEqual(expandDigitalLink(text)?.ok, true)) < 1_000)
    assert.ok(steps(() => assert.equal(compressDigitalLink(text).ok, false)) < 1_000)
  }
})
