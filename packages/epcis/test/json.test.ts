import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson, formatDecimal, type JsonValue, parseJson, survivesDouble } from '@proofline/epcis'
import fc from 'fast-check'
import { runs } from './long.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const told = (input: Uint8Array | string, limits = {}): string[] => {
  const result = parseJson(input, limits)
  return result.ok ? [] : result.problems.map(({ code, at }) => `${code} ${at}`.trim())
}
const value = (input: Uint8Array | string): JsonValue => {
  const result = parseJson(input)
  assert.ok(result.ok, JSON.stringify(result))
  return result.value
}

test('what it accepts, it reads as the engine does', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), fc.constantFrom(undefined, 1, '\t'), (text, indent) => {
      const expected = JSON.parse(text)
      const spelled = JSON.stringify(expected, null, indent)
      const result = parseJson(bytes(spelled))
      // fast-check makes strings with U+0000 now and then, and numbers always survive that were printed from doubles.
      if (result.ok) assert.deepEqual(result.value, expected)
      else assert.ok(result.problems.every(({ code }) => code === 'json-nul'))
    }),
    { numRuns: runs(300) },
  )
})

test('what it refuses beyond I-JSON, the engine refuses too; what the engine refuses, it refuses', () => {
  const piece = fc.constantFrom(
    ...'{}[],:"\\ 019.eE+-tfn/u'.split(''),
    '"a"',
    '"b":',
    'true',
    'null',
    '\\ud83d\\ude00',
    '\\u0041',
    '1.5',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
      const text = pieces.join('')
      let engine = true
      try {
        JSON.parse(text)
      } catch (error) {
        assert.ok(error instanceof SyntaxError)
        engine = false
      }
      const codes = told(text).map((line) => line.split(' ')[0] ?? '')
      const beyond = ['json-name-duplicate', 'json-number-lossy', 'json-nul', 'json-surrogate-lone']
      if (engine)
        assert.ok(
          codes.every((code) => beyond.includes(code)),
          `${text} ${codes}`,
        )
      else
        assert.ok(
          codes.some((code) => !beyond.includes(code)),
          `${text} ${codes}`,
        )
    }),
    { numRuns: runs(2_000) },
  )
})

test('all problems of one text are told at once, each with its place', () => {
  const text = '{"a":1,"a":2,"b":[1,2,],"c":"\\ud800","n":12345678901234567890,"e":1e400,"x":01,"y":"\t","z":"\\q","w":True}'
  assert.deepEqual(told(text), [
    'json-name-duplicate /a',
    'json-comma-trailing /b',
    'json-surrogate-lone /c',
    'json-number-lossy /n',
    'json-number-lossy /e',
    'json-number-invalid /x',
    'json-control-character /y',
    'json-escape-invalid /z',
    'json-word-unknown /w',
  ])
})

test('a name told three times is told twice as a duplicate, and escapes hide nothing', () => {
  assert.deepEqual(told('{"p":{"a":1,"\\u0061":2,"a":3}}'), ['json-name-duplicate /p/a', 'json-name-duplicate /p/a'])
  assert.deepEqual(told('{"a/b~":1,"a/b~":1}'), ['json-name-duplicate /a~1b~0'])
})

test('__proto__ is a name like any other', () => {
  const read = value('{"__proto__":{"polluted":true},"constructor":1}') as Record<string, JsonValue>
  assert.deepEqual(Object.keys(read), ['__proto__', 'constructor'])
  assert.equal(Object.getPrototypeOf(read), Object.prototype)
  assert.equal(({} as { polluted?: boolean }).polluted, undefined)
  assert.deepEqual(told('{"__proto__":1,"__proto__":2}'), ['json-name-duplicate /__proto__'])
  assert.equal(canonicalJson(read), '{"__proto__":{"polluted":true},"constructor":1}')
})

test('lines and columns are right', () => {
  const result = parseJson('{\n  "a": 01,\n  "b": [\n    1e999 ]\n}')
  assert.ok(!result.ok)
  assert.deepEqual(
    result.problems.map(({ params }) => [params?.line, params?.column]),
    [
      [2, 8],
      [4, 5],
    ],
  )
})

test('bytes that are not UTF-8 are found, each where it is', () => {
  const broken = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0x80]]
  for (const sequence of broken) {
    const input = new Uint8Array([...bytes('{"a":"'), ...sequence, ...bytes('"}')])
    const result = parseJson(input)
    assert.ok(!result.ok)
    assert.deepEqual([result.problems[0]?.code, result.problems[0]?.params], ['json-utf8-invalid', { offset: 6 }])
  }
  assert.deepEqual(told(new Uint8Array(100).fill(0xff)).filter((line) => line.startsWith('json-utf8')).length, 21)
})

test('UTF-8 is judged as the engine judges it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (tail) => {
      const input = new Uint8Array([0x22, ...tail.filter((byte) => byte !== 0x22 && byte !== 0x5c && byte >= 0x20), 0x22])
      let decodes = true
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(input)
      } catch (error) {
        assert.ok(error instanceof TypeError)
        decodes = false
      }
      assert.equal(
        told(input).some((line) => line.startsWith('json-utf8')),
        !decodes,
      )
    }),
    { numRuns: runs(1_000) },
  )
})

test('one byte order mark before the text is not content; anywhere else it is', () => {
  assert.deepEqual(value(new Uint8Array([0xef, 0xbb, 0xbf, ...bytes('{"a":1}')])), { a: 1 })
  assert.deepEqual(told(new Uint8Array([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 0x31])), ['json-value-expected'])
})

test('U+0000 is refused, raw and escaped', () => {
  assert.deepEqual(told('{"a":"\\u0000"}'), ['json-nul /a'])
  assert.deepEqual(told('["a\u0000"]'), ['json-nul /0'])
})

test('lone surrogates are refused, pairs are not', () => {
  assert.deepEqual(told('["\\ud83d\\ude00","😀","\\uD83D"]'), ['json-surrogate-lone /2'])
  assert.deepEqual(told('["\\ude00\\ud83d"]'), ['json-surrogate-lone /0'])
  assert.deepEqual(told('["a\ud83d"]'), ['json-surrogate-lone /0'])
  assert.equal((value('"\ud83d\\ude00"') as string).length, 2)
})

test('a number survives exactly if its double gives its value back', () => {
  for (const text of ['0.1', '-0', '1e22', '123456789012345680000', '1.50', '100e-2', '9007199254740993e0', '5e-324', '0e99999']) {
    assert.equal(survivesDouble(text), text !== '9007199254740993e0', text)
  }
  for (const text of ['12345678901234567890', '1e400', '-1e400', '1e-400', '0.1234567890123456789', '9007199254740993', '2.5e-324']) {
    assert.equal(survivesDouble(text), false, text)
    assert.deepEqual(told(text), ['json-number-lossy'])
  }
})

test('the plain decimal of a number is the value that stood in the source, digit for digit', () => {
  const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), fc.integer({ min: -25, max: 12 }))
  fc.assert(
    fc.property(decimal, fc.nat(3), ([digits, exponent], zeros) => {
      const spelled = exponent < 0 ? `${digits}e${exponent}` : `${digits * 10n ** BigInt(exponent)}.${'0'.repeat(zeros + 1)}`
      const read = value(`[${spelled}]`) as number[]
      assert.equal(formatDecimal(read[0] ?? Number.NaN), exactDecimal(digits, exponent))
    }),
    { numRuns: runs(500) },
  )
})

/** digits × 10^exponent as a plain decimal, by whole numbers only. */
function exactDecimal(digits: bigint, exponent: number): string {
  const sign = digits < 0n ? '-' : ''
  const magnitude = digits < 0n ? -digits : digits
  if (exponent >= 0) return `${sign}${magnitude * 10n ** BigInt(exponent)}`
  const padded = magnitude.toString().padStart(1 - exponent, '0')
  const fraction = padded.slice(exponent).replace(/0+$/, '')
  return `${sign}${padded.slice(0, exponent)}${fraction === '' ? '' : `.${fraction}`}`
}

test('depth, size and number of problems are bounded', () => {
  assert.ok(Array.isArray(value('['.repeat(64) + ']'.repeat(64))))
  assert.deepEqual(told(`${'['.repeat(65)}${']'.repeat(65)}`), [`json-too-deep ${'/0'.repeat(64)}`])
  assert.deepEqual(told('[[[1]],{"a":01}]', { maxDepth: 2 }), ['json-too-deep /0/0', 'json-number-invalid /1/a'])
  assert.deepEqual(told('['.repeat(1_000_000)).length, 2)
  assert.deepEqual(told('[1,2,3]', { maxMembers: 2 }), ['json-too-many-members'])
  assert.deepEqual(told('[1,2]', { maxMembers: 2 }), [])
  assert.deepEqual(told(`[${'01,'.repeat(5)}1]`, { maxProblems: 2 }), [
    'json-number-invalid /0',
    'json-number-invalid /1',
    'problems-omitted',
  ])
})

test('hostile texts of a megabyte are read to the end', () => {
  const many = 1_000_000
  assert.equal(told(`[${'1'.repeat(many)}]`).length, 1)
  assert.deepEqual(told(`["${'\\n'.repeat(many / 2)}"]`), [])
  assert.equal(told(`{"${'a'.repeat(many)}":[${'01,'.repeat(2_000)}1]}`)[0], 'json-number-invalid')
  assert.equal(told(`{${'"a":1,'.repeat(100_000)}"a":1}`).length, 1_001)
  assert.equal(told('"'.padEnd(many, '\n')).length, 1_001)
  assert.deepEqual(told(''), ['json-empty'])
  assert.deepEqual(told(' \n'), ['json-empty'])
  assert.deepEqual(told('1 2'), ['json-text-after-end'])
})

test('canonical JSON is that of RFC 8785', () => {
  // The example of RFC 8785 §3.2.2, §3.2.3, spelled with our own words for what it shows.
  const spelled =
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
  const expected =
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
  assert.equal(canonicalJson(JSON.parse(spelled)), expected)
  // Code units, not code points: a surrogate pair sorts before U+E000 and above (RFC 8785 §3.2.3).
  assert.equal(canonicalJson({ '\ufb33': 1, '😀': 2, '10': 3, '9': 4, a: -0 }), '{"10":3,"9":4,"a":0,"😀":2,"\ufb33":1}')
  assert.throws(() => canonicalJson(Number.NaN), { code: 'canonical-json' })
  assert.throws(() => canonicalJson('\ud800'), { code: 'canonical-json' })
})

test('canonical JSON forgets order, white space and spelling, and nothing else', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (json) => {
      const generated = json as JsonValue
      const text = canonicalJson(generated)
      const back = JSON.parse(text) as JsonValue
      assert.equal(canonicalJson(back), text)
      assert.equal(canonicalJson(reversed(generated)), text)
      assert.deepEqual(back, JSON.parse(JSON.stringify(generated)))
    }),
    { numRuns: runs(300) },
  )
})

function reversed(json: JsonValue): JsonValue {
  if (Array.isArray(json)) return json.map(reversed)
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  )
}
