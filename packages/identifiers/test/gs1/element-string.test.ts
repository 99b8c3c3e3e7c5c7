import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ElementStringOptions,
  elementsOf,
  formatBracketed,
  formatDigitalLink,
  formatElementString,
  formatHri,
  formatScan,
  identifierOf,
  identifierTexts,
  parseElementString,
} from '@proofline/identifiers'
import { say } from '@proofline/problems'

const codes = (text: string, options?: ElementStringOptions): string[] => {
  const result = parseElementString(text, options)
  return result.ok ? [] : result.problems.map(({ code, params }) => `${code}@${params?.position ?? ''}`)
}

const bracketed = (text: string, options?: ElementStringOptions): string => {
  const result = parseElementString(text, options)
  if (!result.ok) assert.fail(`${text} is refused: ${JSON.stringify(result.problems)}`)
  return formatBracketed(result.value.elements)
}

const device = '(01)09506000134352(17)301231(10)L1(21)S1'

test('one thing, however it is written', () => {
  for (const text of [
    device,
    '^01095060001343521730123110L1^21S1',
    '^01095060001343521730123110L1^21S1^',
    '^0109506000134352^17301231^10L1^21S1',
    '01095060001343521730123110L1\u001d21S1',
    '\u001d01095060001343521730123110L1\u001d21S1',
    '01095060001343521730123110L1{GS}21S1',
    '01095060001343521730123110L1\\x1D21S1',
    '01095060001343521730123110L1\u241d21S1',
    ']d201095060001343521730123110L1\u001d21S1',
    ']C101095060001343521730123110L1\u001d21S1',
    ']Q301095060001343521730123110L1\u001d21S1',
    ']J101095060001343521730123110L1\u001d21S1',
    ']e001095060001343521730123110L1\u001d21S1',
  ]) {
    assert.equal(bracketed(text), device, text)
  }
})

test('positions point at the value, and at the fault in it, in the text as it was given', () => {
  const text = '(10)a\\(b(01)09506000134352'
  const result = parseElementString(text)
  assert.ok(result.ok)
  assert.deepEqual(
    result.value.elements.map(({ ai, value, title, position }) => [ai, value, title, position]),
    [
      ['10', 'a(b', 'BATCH/LOT', 5],
      ['01', '09506000134352', 'GTIN', 13],
    ],
  )
  assert.deepEqual(codes('(10)a\\(b c(01)09506000134352'), ['element-characters@9'])
  assert.deepEqual(codes(']d20109506000134353'), ['element-check-digit@19'])
  assert.deepEqual(codes(']E09506000134353'), ['element-check-digit@16'])
  assert.deepEqual(codes(']E496385075'), ['element-check-digit@11'])
  assert.deepEqual(codes('https://id.gs1.org/01/09506000134352?17=301331&11=3x0101'), ['element-month@43', 'element-digits@52'])
  assert.deepEqual(codes(']Q1https://id.gs1.org/01/09506000134352?17=301331'), ['element-month@46'])
  assert.deepEqual(codes('https://id.gs1.org/01/09506000134352?240=%41%20b'), ['element-characters@45'], 'an escape is three characters')
})

test('all problems at once, each with its place', () => {
  assert.deepEqual(codes('(01)09506000134353(17)301340(10)A B(89)1(21)'), [
    'element-check-digit@18',
    'element-month@25',
    'element-day@27',
    'element-characters@34',
    'element-ai-unknown@37',
    'element-value-missing@45',
  ])
  assert.deepEqual(codes('^0109506000134353^891^10A B^^17301331'), [
    'element-check-digit@17',
    'element-ai-unknown@19',
    'element-characters@26',
    'element-missing@29',
    'element-month@34',
  ])
  assert.deepEqual(codes('(17)301231(254)A'), ['element-required@5', 'element-required@16'])
  assert.deepEqual(codes('(17)301231(254)A', { associations: 'ignore' }), [])
})

test('what is no element string, no scan, no link', () => {
  const cases: [text: string, ...codes: string[]][] = [
    ['', 'element-string-empty@'],
    ['^', 'element-missing@1'],
    ['hello', 'element-string-none@1'],
    ['批号', 'element-string-none@1'],
    ['https://example.com/about', 'element-string-none@1'],
    ['urn:epc:id:sgtin:0614141.107346.2017', 'element-string-none@1'],
    ['(01', 'element-bracket@1'],
    ['(01)09506000134352(10', 'element-bracket@19'],
    [']', 'scan-symbology-unknown@1'],
    [']X9012', 'scan-symbology-unknown@1'],
    [']d2', 'scan-empty@4'],
    [']d1hello', 'scan-no-elements@4'],
    [']E0950600013435', 'scan-digits@4'],
    [']E3950600013435212', 'scan-add-on@17'],
    [']d20109506000134352\r\n', 'scan-suffix@20'],
    [']Q1https://id.gs1.org/01/09506000134352\r', 'scan-suffix@40'],
    [']d20109506000134352^10A', 'element-ai-unknown@20'],
    ['x'.repeat(20_000), 'element-string-too-long@'],
  ]
  for (const [text, ...expected] of cases) assert.deepEqual(codes(text), expected, text.slice(0, 40))
})

test('tolerant: taken as it stands, with everything that is wrong in flags; nothing is corrected', () => {
  const cases: [text: string, elements: string, ...flags: string[]][] = [
    ['(01)09506000134353', '(01)09506000134353', 'element-check-digit'],
    ['(01) 09506000134352 (10) L1', '(01)09506000134352(10)L1', 'element-space', 'element-space'],
    ['(01)09506000134352(17)301331', '(01)09506000134352(17)301331', 'element-month'],
    ['^0109506000134352891', '(01)09506000134352', 'element-ai-unknown'],
    ['(01)09506000134352(89)1', '(01)09506000134352(89)1', 'element-ai-unknown'],
    ['(10)L1', '(10)L1', 'element-required'],
    ['（01）０９506000134352（10）批', '(01)09506000134352(10)批', 'element-full-width', 'element-characters'],
    [']d20109506000134352\r', '(01)09506000134352', 'scan-suffix'],
    [']E3950600013435212', '(01)09506000134352', 'scan-add-on'],
    ['https://id.gs1.org/01/09506000134353', '(01)09506000134353', 'key-check-digit'],
    ['https://id.gs1.org/01/09506000134352?99=a%20b', '(01)09506000134352(99)a b', 'element-characters'],
  ]
  for (const [text, elements, ...flags] of cases) {
    const result = parseElementString(text, { mode: 'tolerant' })
    assert.ok(result.ok, text)
    assert.equal(formatBracketed(result.value.elements), elements)
    assert.deepEqual(
      result.value.flags.map(({ code }) => code),
      flags,
      text,
    )
    assert.notEqual(parseElementString(text).ok, true, `strict: ${text}`)
  }
  assert.equal(parseElementString('hello', { mode: 'tolerant' }).ok, false)
})

test('composite symbols: both parts, told apart', () => {
  const result = parseElementString(']E09506000134352|]e010L1\u001d99X')
  assert.ok(result.ok)
  assert.deepEqual(
    result.value.elements.map(({ ai, composite }) => [ai, composite]),
    [
      ['01', false],
      ['10', true],
      ['99', true],
    ],
  )
  assert.equal(formatBracketed(result.value.elements), '(01)09506000134352|(10)L1(99)X')
  assert.deepEqual(formatScan(']E0', result.value.elements), { ok: true, value: ']E09506000134352|]e010L1\u001d99X' })
  assert.equal(bracketed('(01)09506000134352|(10)L1(99)X'), '(01)09506000134352|(10)L1(99)X')
})

test('what identifies: the first key with its qualifiers', () => {
  const uri = (text: string): string | undefined => {
    const result = parseElementString(text)
    return result.ok ? identifierOf(result.value.elements)?.uri : undefined
  }
  assert.equal(uri(device), 'https://id.gs1.org/01/09506000134352/21/S1')
  assert.equal(uri('(17)301231(10)L1(01)09506000134352'), 'https://id.gs1.org/01/09506000134352/10/L1')
  assert.equal(uri('(00)095201234567891235(02)09506000134352(37)5'), 'https://id.gs1.org/00/095201234567891235')
  assert.equal(uri('(414)9521141123454(254)A/1'), 'https://id.gs1.org/414/9521141123454/254/A%2F1')
  assert.equal(uri('(410)9521141123454'), undefined, 'a ship-to is a role, not the place’s own mark')
})

test('written: predefined lengths first, separators only where they are needed, problems with a pointer', () => {
  const values = [
    { ai: '10', value: 'L1' },
    { ai: '01', value: '09506000134352' },
    { ai: '21', value: 'S1' },
    { ai: '17', value: '301231' },
  ]
  assert.deepEqual(formatElementString(values), { ok: true, value: '01095060001343521730123110L1\u001d21S1' })
  assert.deepEqual(formatElementString(values, { fnc1: '^', order: 'as-given' }), {
    ok: true,
    value: '^10L1^010950600013435221S1^17301231',
  })
  assert.deepEqual(formatHri(values.slice(0, 1), { titles: true }), ['BATCH/LOT (10) L1'])
  assert.deepEqual(formatDigitalLink(values, { stem: 'https://maker.example/p/' }), {
    ok: true,
    value: 'https://maker.example/p/01/09506000134352/10/L1/21/S1?17=301231',
  })
  const bad = formatElementString([
    { ai: '01', value: '09506000134353' },
    { ai: '89', value: '1' },
    { ai: '10', value: 'A B' },
  ])
  assert.ok(!bad.ok)
  assert.deepEqual(
    bad.problems.map(({ code, at, params }) => [code, at, params?.position]),
    [
      ['element-check-digit', '/0/value', 14],
      ['element-ai-unknown', '/1/value', 1],
      ['element-characters', '/2/value', 2],
    ],
  )
  for (const [link, code] of [
    [formatDigitalLink([{ ai: '10', value: 'L1' }], { associations: 'ignore' }), 'link-without-key'],
    [formatDigitalLink([{ ai: '01', value: '09506000134352' }], { stem: 'maker.example' }), 'link-stem'],
    [formatDigitalLink([{ ai: '01', value: '09506000134352' }], { stem: 'https://maker.example/a b' }), 'identifier-bad-character'],
    [formatScan(']d1', values), 'scan-no-elements'],
    [formatScan(']E0', values), 'scan-digits'],
    [formatScan(']zz', values), 'scan-symbology-unknown'],
  ] as const) {
    assert.ok(!link.ok)
    assert.equal(link.problems[0]?.code, code)
  }
  assert.deepEqual(elementsOf(identifierOf(values) ?? assert.fail()), [
    { ai: '01', value: '09506000134352' },
    { ai: '10', value: 'L1' },
    { ai: '21', value: 'S1' },
  ])
})

test('every problem is said in both languages, with nothing left to fill in', () => {
  for (const text of [
    '(01)09506000134353(17)301340(10)A B(89)1(21)',
    '(8007)AB12345678901234(8013)123456ABXX(401)12(4300)%0g(4309)99999999999999999999(7041)zzz(7252)5(7258)0/3',
    '(8110)7(8112)0(8001)00000000000000(8003)109506000134352(8006)095060001343520201(8014)1234567(4330)0000001',
    '(3910)99912(426)987(4321)2(7003)2813322570(8008)28010170(8011)01(8018)123456789012345675(8017)123456789012345675',
    '(8030)A(253)9521141123454(10)1(10)2',
    ']X',
    ']d2',
    ']E012',
    ']E3950600013435212',
    ']d1x',
    ']d20109506000134352\n',
    'https://id.gs1.org/01/09506000134352?99=1&99=2&21=a&89=1',
    '(',
    '^',
    '',
    '?',
    'x'.repeat(20_000),
  ]) {
    const result = parseElementString(text)
    assert.ok(!result.ok, text)
    for (const { code, params } of result.problems) {
      for (const language of ['en', 'zh'] as const)
        assert.doesNotMatch(say(identifierTexts, language, code, params), /[{}]|^[a-z-]+$/, `${text}: ${code}`)
    }
  }
})
