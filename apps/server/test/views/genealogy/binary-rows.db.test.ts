import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql, type Transaction } from '../../../src/platform/database/index.ts'
import { BinaryRows } from '../../../src/views/genealogy/index.ts'
import { openTestDatabase } from '../../support/database.ts'

const columns = 'at integer, whole bigint, plain numeric, word text, one uuid, many uuid[], truth boolean'

type Row = {
  readonly whole: number | null
  readonly plain: string | null
  readonly word: string | null
  readonly one: string | null
  readonly many: readonly string[]
  readonly truth: boolean
}

function write(rows: readonly Row[]): BinaryRows {
  const written = new BinaryRows(7, 64)
  for (const [at, { whole, plain, word, one, many, truth }] of rows.entries()) {
    written.row().integer(at).bigint(whole).numeric(plain).text(word).key(one).keys(many).boolean(truth)
  }
  return written
}

/** As PostgreSQL reads the same values from texts. */
async function assertReadAlike(transaction: Transaction, rows: readonly Row[]): Promise<void> {
  await transaction.script(`create temporary table read (${columns}) on commit drop`)
  await transaction.copyIn('copy read from stdin (format binary)', write(rows).finish())
  const differing = await transaction.query(sql`
    select * from read full join unnest(${rows.map((_, at) => at)}::integer[], ${rows.map(({ whole }) => whole)}::bigint[],
      ${rows.map(({ plain }) => plain)}::text[], ${rows.map(({ word }) => word)}::text[], ${rows.map(({ one }) => one)}::uuid[],
      ${rows.map(({ many }) => `{${many.join(',')}}`)}::text[], ${rows.map(({ truth }) => truth)}::boolean[])
      told (at, whole, plain, word, one, many, truth) using (at)
    where (read.whole, read.one, read.truth) is distinct from (told.whole, told.one, told.truth)
      or read.plain::text is distinct from told.plain::numeric::text or read.plain is distinct from told.plain::numeric
      or read.word is distinct from told.word or read.many is distinct from told.many::uuid[]`)
  assert.deepEqual(differing, [])
  await transaction.script('drop table read')
}

const digits = (most: number) => fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most }).map((list) => list.join(''))
const plainDecimal = fc
  .tuple(fc.constantFrom('', '-'), digits(40), fc.option(digits(40), { nil: undefined }))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}`)
const key = fc
  .array(fc.integer({ min: 0, max: 15 }), { minLength: 32, maxLength: 32 })
  .map((list) => list.map((n) => n.toString(16)).join(''))
const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !text.includes('\0') && text.isWellFormed()),
  fc.constantFrom('批号', '批次 2026-甲', '\\N', '\t\n\r\\', 'x'.repeat(5_000), '产'.repeat(500)),
)
const row = fc.record<Row>({
  whole: fc.option(fc.maxSafeInteger()),
  plain: fc.option(plainDecimal),
  word: fc.option(word),
  one: fc.option(key),
  many: fc.array(key, { maxLength: 5 }),
  truth: fc.boolean(),
})

test('values in the binary form are those of the same texts', async () => {
  const { database, organisation } = await openTestDatabase()
  await database.transaction(organisation, async (transaction) => {
    const edges = ['0', '-0', '00', '0.0', '0.00001', '10000', '9999.9999', '100000000', '0.000100', '-12345.6789012']
    const plain = { whole: 0, word: '', one: null, many: [], truth: true }
    await assertReadAlike(transaction, [...edges.map((text) => ({ ...plain, plain: text })), { ...plain, plain: `1${'0'.repeat(308)}` }])
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 40 }), (rows) => assertReadAlike(transaction, rows)),
      { numRuns: process.env.PROOFLINE_LONG === '1' ? 500 : 30 },
    )
  })
})

test('what is no plain decimal is refused', () => {
  for (const text of ['1e5', 'NaN', '1.2.3', ' 1', '+1', '1,5'])
    assert.throws(() => new BinaryRows(1).row().numeric(text), RangeError, text)
})
