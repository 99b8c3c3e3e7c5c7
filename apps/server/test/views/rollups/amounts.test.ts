import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Amount } from '../../../src/views/rollups/amounts.ts'

/** Thousandths: whole numbers beyond what a number holds among them. */
const thousandths = fc.oneof(fc.bigInt({ min: -10_000n, max: 10_000n }), fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }))

/** With as many zeros at the end as PostgreSQL writes, or none. */
function written(units: bigint, isShort: boolean): string {
  const digits = (units < 0n ? -units : units).toString().padStart(4, '0')
  const text = `${units < 0n ? '-' : ''}${digits.slice(0, -3)}.${digits.slice(-3)}`
  return isShort ? text.replace(/\.?0+$/, '') : text
}

test('a sum of decimals is exact, whatever their size and however they are written', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(thousandths, fc.boolean())), (all) => {
      const amount = new Amount()
      for (const [units, isShort] of all) amount.add(written(units, isShort))
      const sum = all.reduce((total, [units]) => total + units, 0n)
      assert.equal(amount.text, sum === 0n ? null : written(sum, true))
    }),
  )
})

test('what cancels out is nothing', () => {
  const amount = new Amount()
  for (const text of ['9007199254740991', '1', '0.50', '-0.5', '-9007199254740992']) amount.add(text)
  assert.equal(amount.text, null)
})
