import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ElementStringOptions, parseElementString } from '@proofline/identifiers'
import { dictionaryRows } from '../../src/gs1/dictionary-rows.ts'
import { readText, readVectors, skip } from '../shared-vectors.ts'

type Row = { ok: boolean; options?: { PermitUnknownAIs?: boolean } }

const parse = (text: string, row: Row, more: ElementStringOptions = {}): ReturnType<typeof parseElementString> =>
  parseElementString(text, { ...more, unknownAis: row.options?.PermitUnknownAIs === true ? 'accept' : 'refuse' })

const codes = (text: string, options?: ElementStringOptions): string[] => {
  const result = parseElementString(text, options)
  return result.ok ? [] : result.problems.map(({ code }) => code)
}

test('unbracketed element strings are taken and refused as GS1’s syntax engine does', { skip }, () => {
  const rows = readVectors<Row & { unbracketed: string }>('gs1-syntax/engine/process_unbracketed_element_string.json')
  assert.equal(rows.length, 40)
  for (const row of rows) assert.equal(parse(row.unbracketed, row, { associations: 'ignore' }).ok, row.ok, row.unbracketed)
})

test('bracketed element strings hold the same elements as their unbracketed form', { skip }, () => {
  const rows = readVectors<Row & { bracketed: string; unbracketed: string }>('gs1-syntax/engine/parse_bracketed_element_string.json')
  assert.equal(rows.length, 14)
  for (const row of rows) {
    const result = parse(row.bracketed, row, { associations: 'ignore' })
    assert.equal(result.ok, row.ok, row.bracketed)
    if (!result.ok) continue
    const other = parseElementString(row.unbracketed, { associations: 'ignore' })
    assert.ok(other.ok, row.unbracketed)
    const pairs = (elements: readonly { ai: string; value: string }[]): string[][] => elements.map(({ ai, value }) => [ai, value])
    assert.deepEqual(pairs(result.value.elements), pairs(other.value.elements))
  }
})

/** GS1's names of the faults, and ours. A coupon's fault is told by its field and position. */
const faults: readonly [pattern: RegExp, code: string][] = [
  [/^COUPON_(MISSING|TRUNCATED)/, 'coupon-truncated'],
  [/^COUPON_INVALID/, 'coupon-field'],
  [/^COUPON_EXCESS/, 'coupon-excess'],
  [/^INVALID_CSET/, 'element-characters'],
  [/CHECK_DIGIT/, 'element-check-digit'],
  [/CHECK_PAIR/, 'element-check-pair'],
  [/FOR_GCP/, 'element-company-prefix'],
  [/IMPORT_IDX/, 'element-importer-index'],
  [/^NOT_ZERO$/, 'element-zero'],
  [/^NOT_ZERO_OR_ONE$/, 'element-yes-no'],
  [/^NOT_ISO3166/, 'element-country'],
  [/^IBAN_TOO_SHORT/, 'element-iban-length'],
  [/IBAN_COUNTRY/, 'element-iban-country'],
  [/ILLEGAL_MONTH/, 'element-month'],
  [/ILLEGAL_HOUR/, 'element-hour'],
  [/ILLEGAL_SECOND/, 'element-second'],
  [/PIECES/, 'element-piece'],
  [/PERCENT/, 'element-percent'],
  [/LONGITUDE/, 'element-longitude'],
  [/SEX/, 'element-sex'],
  [/ZERO_PREFIX/, 'element-sequence'],
]

test('every linter finds the fault that the syntax dictionary’s own tests show', { skip }, () => {
  const rows = readVectors<{ bracketed: string; expect: string }>('gs1-syntax/engine/ai_linter_errors.json')
  assert.equal(rows.length, 50)
  for (const { bracketed, expect } of rows) {
    const name = expect.replace('GS1_LINTER_', '')
    const code = faults.find(([pattern]) => pattern.test(name))?.[1]
    const found = codes(bracketed, { associations: 'ignore' })
    if (name === 'OK') assert.deepEqual(found, [], bracketed)
    else assert.equal(found[0], code, `${bracketed}: ${name}, found ${found.join(', ')}`)
  }
})

test('elements that exclude, need or repeat each other are told as the syntax engine tells them', { skip }, () => {
  const rows = readVectors<Row & { fn: string; bracketed: string }>('gs1-syntax/engine/validate_ai_associations.json')
  assert.equal(rows.length, 39)
  const expected: Record<string, string> = {
    validateAIrepeats: 'element-repeated',
    validateAImutex: 'element-excluded',
    validateAIrequisites: 'element-required',
    validateDigSigRequiresSerialisedKey: 'element-serial-required',
  }
  for (const row of rows) {
    const result = parse(row.bracketed, row)
    assert.equal(result.ok, row.ok, `${row.bracketed} ${JSON.stringify(result)}`)
    if (!result.ok)
      assert.ok(
        result.problems.some(({ code }) => code === expected[row.fn]),
        `${row.bracketed}: ${row.fn}`,
      )
  }
})

test('the rows of the dictionary are those of GS1’s file', { skip }, () => {
  const rows = readText('gs1-syntax/dictionary/gs1-syntax-dictionary.txt')
    .split('\n')
    .filter((line) => /^\d/.test(line))
  assert.deepEqual(
    dictionaryRows,
    rows.map((row) => row.trim().split(/\s+/).join(' ')),
  )
})
