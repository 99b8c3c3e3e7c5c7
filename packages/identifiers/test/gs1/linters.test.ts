import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseElementString } from '@proofline/identifiers'
import { checkPairOf } from '../../src/check-digit.ts'
import { allAiRules } from '../../src/gs1/dictionary.ts'

const codes = (text: string): string[] => {
  const result = parseElementString(text, { associations: 'ignore' })
  return result.ok ? [] : result.problems.map(({ code }) => code)
}

const cases: [ai: string, takes: string[], refuses: [value: string, ...codes: string[]][]][] = [
  [
    '17',
    ['260200', '280229', '000101'],
    [
      ['260230', 'element-day'],
      ['270229', 'element-day'],
      ['260001', 'element-month'],
      ['261332', 'element-month', 'element-day'],
    ],
  ],
  [
    '4326',
    ['260228'],
    [
      ['260200', 'element-day'],
      ['260431', 'element-day'],
    ],
  ],
  [
    '7250',
    ['20000229', '19240229'],
    [
      ['19000229', 'element-day'],
      ['20261301', 'element-month'],
      ['20260100', 'element-day'],
    ],
  ],
  ['7003', ['2602282359'], [['2602282460', 'element-hour', 'element-minute']]],
  [
    '8008',
    ['26022823', '2602282359', '260228235959'],
    [
      ['2602282399', 'element-minute'],
      ['260228235960', 'element-second'],
      ['260228235', 'element-too-short'],
    ],
  ],
  [
    '7007',
    ['260101', '260101260131'],
    [
      ['2601012601', 'element-too-short'],
      ['260101261301', 'element-month'],
    ],
  ],
  [
    '423',
    ['156', '156276', '156276840040056'],
    [
      ['15', 'element-too-short'],
      ['1562', 'element-too-short'],
      ['156999', 'element-country'],
      ['156156156156156156', 'element-too-long'],
    ],
  ],
  [
    '7030',
    ['999ABC', '156X'],
    [
      ['998ABC', 'element-country'],
      ['156', 'element-too-short'],
    ],
  ],
  [
    '4307',
    ['CN', 'DE'],
    [
      ['cn', 'element-country'],
      ['C', 'element-too-short'],
    ],
  ],
  [
    '3912',
    ['15612345'],
    [
      ['99812345', 'element-currency'],
      ['156', 'element-too-short'],
      ['1561234567890123456', 'element-too-long'],
    ],
  ],
  ['7252', ['0', '9'], [['3', 'element-sex']]],
  [
    '8007',
    ['GB82WEST12345698765432', 'DE89370400440532013000'],
    [
      ['GB83WEST12345698765432', 'element-iban-check'],
      ['GB82WEST1234569876543a', 'element-iban-characters'],
      ['XX82WEST12345698765432', 'element-iban-country', 'element-iban-check'],
      ['GB82', 'element-iban-length'],
    ],
  ],
  [
    '4300',
    ['A%20B', '%E5%8C%BB'],
    [
      ['A%2', 'element-percent'],
      ['%', 'element-percent'],
      ['%zz%41%', 'element-percent', 'element-percent'],
    ],
  ],
  [
    '7040',
    ['1A2-', '0xy_'],
    [
      ['1A2/', 'element-importer-index'],
      ['A123', 'element-digits'],
      ['1A2', 'element-too-short'],
    ],
  ],
  [
    '4309',
    ['18000000003600000000'],
    [
      ['18000000010000000000', 'element-latitude'],
      ['00000000003600000001', 'element-longitude'],
    ],
  ],
  [
    '7241',
    ['01', '10', '80'],
    [
      ['00', 'element-media-type'],
      ['11', 'element-media-type'],
      ['79', 'element-media-type'],
    ],
  ],
  [
    '7041',
    ['PX', '8', 'APE'],
    [
      ['px', 'element-package-type'],
      ['QQQ', 'element-package-type'],
    ],
  ],
  [
    '8006',
    ['095060001343520102'],
    [
      ['095060001343520001', 'element-piece'],
      ['095060001343520201', 'element-piece'],
      ['095060001343530102', 'element-check-digit'],
    ],
  ],
  [
    '7258',
    ['1/1', '9/9'],
    [
      ['2/1', 'element-sequence'],
      ['1-2', 'element-sequence'],
      ['01/', 'element-sequence'],
      ['1/12', 'element-too-long'],
    ],
  ],
  ['8014', [`95061x${checkPairOf('95061x')}`], [['95061xZZ', 'element-check-pair']]],
  [
    '8013',
    ['1987654Ad4X4bL5ttr2310c2K'],
    [
      ['1987654Ad4X4bL5ttr2310c2', 'element-check-pair'],
      ['19', 'element-check-pair', 'element-company-prefix'],
    ],
  ],
  [
    '4330',
    ['000100', '000100-'],
    [
      ['000100x', 'element-hyphen'],
      ['000100--', 'element-too-long'],
    ],
  ],
  [
    '8001',
    ['00010000200300', '12345678912399'],
    [
      ['00000000200310', 'element-nonzero'],
      ['00010000200350', 'element-winding'],
    ],
  ],
  ['4321', ['0', '1'], [['2', 'element-yes-no']]],
  [
    '8003',
    ['09506000134352', '09506000134352AB-1'],
    [
      ['19506000134352', 'element-zero'],
      ['09506000134353', 'element-check-digit'],
    ],
  ],
  [
    '8011',
    ['1', '123456789012'],
    [
      ['01', 'element-leading-zero'],
      ['0', 'element-leading-zero'],
      ['1234567890123', 'element-too-long'],
    ],
  ],
  [
    '8010',
    ['9506A#/-1'],
    [
      ['9506a', 'element-characters'],
      ['950A1', 'element-company-prefix'],
      ['950', 'element-company-prefix'],
    ],
  ],
  [
    '8030',
    ['Ab-_9'],
    [
      ['A+B', 'element-characters'],
      ['A=', 'element-characters'],
    ],
  ],
  [
    '8112',
    ['001234561234560123456'],
    [
      ['2', 'coupon-field'],
      ['0A', 'element-digits'],
      ['00123456123456012345', 'coupon-truncated'],
      ['0012345612345601234567', 'coupon-excess'],
    ],
  ],
  [
    '8110',
    ['012345612345611110123'],
    [
      ['01234561234561111012332601014260102', 'coupon-dates'],
      ['012345612345611110123x', 'element-digits'],
      ['0123456123456111101233261301', 'coupon-field'],
    ],
  ],
]

test('what each linter takes, and what it tells', () => {
  for (const [ai, takes, refuses] of cases) {
    for (const value of takes) assert.deepEqual(codes(`(${ai})${value}`), [], `(${ai})${value}`)
    for (const [value, ...expected] of refuses) assert.deepEqual(codes(`(${ai})${value}`), expected, `(${ai})${value}`)
  }
})

test('(8014) needs a character that is no digit, its check characters among them', () => {
  const digitsOnly = Array.from({ length: 2000 }, (_, number) => `9506${number}`).map((body) => body + checkPairOf(body))
  const plain = digitsOnly.filter((value) => /^\d+$/.test(value))
  assert.ok(plain.length > 0)
  for (const value of plain) assert.deepEqual(codes(`(8014)${value}`), ['element-nondigit'])
})

test('the dictionary is whole: every AI can be told from its first digits', () => {
  const rules = Array.from(allAiRules())
  assert.ok(rules.length > 500)
  for (const { ai, min, max, components } of rules) {
    assert.ok(min >= 1 && max <= 90 && components.length > 0, ai)
    for (const other of rules) assert.ok(ai === other.ai || !other.ai.startsWith(ai), `${ai} begins ${other.ai}`)
  }
})
