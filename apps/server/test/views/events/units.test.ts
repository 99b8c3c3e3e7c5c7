import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { convertToSi, unitsLike } from '../../../src/views/events/units.ts'

test('the same measure told in two units is one number, and order is kept', () => {
  const pairs: readonly (readonly [string, string, string, string])[] = [
    ['32', 'FAH', '0', 'CEL'],
    ['212', 'FAH', '100', 'CEL'],
    ['-40', 'FAH', '-40', 'CEL'],
    ['491.67', 'A48', '273.15', 'KEL'],
    ['1', 'LBR', '453.59237', 'GRM'],
    ['16', 'ONZ', '1', 'LBR'],
    ['1', 'INH', '25.4', 'MMT'],
    ['1760', 'YRD', '1', 'SMI'],
    ['1', 'GLL', '3785.411784', 'CMQ'],
    ['128', 'OZA', '1', 'GLL'],
    ['160', 'OZI', '1', 'GLI'],
    ['42', 'GLL', '1', 'BLL'],
    ['760', 'UA', '1', 'ATM'],
    ['1', 'BAR', '1000', 'MBR'],
    ['36', 'KMH', '10', 'MTS'],
    ['1', 'KWH', '3.6', '3B'],
    ['60', 'RPM', '1', 'HTZ'],
    ['1', 'CUR', '37', 'GBQ'],
    ['50', 'P1', '0.5', 'C62'],
  ]
  for (const [left, leftUnit, right, rightUnit] of pairs) {
    assert.deepEqual(convertToSi(left, leftUnit), convertToSi(right, rightUnit), `${left} ${leftUnit} = ${right} ${rightUnit}`)
  }
  const decimal = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((n) => String(n / 1000))
  fc.assert(
    fc.property(decimal, decimal, fc.constantFrom('FAH', 'CEL', 'PS', 'UA', 'KNT', 'LBR', 'XYZ'), (left, right, unit) => {
      const [a, b] = [convertToSi(left, unit), convertToSi(right, unit)]
      assert.equal(Math.sign(Number(left) - Number(right)), Math.sign(Number(a.si) - Number(b.si)))
      assert.equal(left === right, a.si === b.si)
    }),
  )
})

test('a spread has no zero point, an unknown unit is a dimension of its own, none is none', () => {
  assert.deepEqual(convertToSi('1.8', 'FAH', 'difference'), { dimension: 'temperature', si: '1' })
  assert.deepEqual(convertToSi('1', 'CEL', 'difference'), convertToSi('1', 'KEL', 'difference'))
  assert.deepEqual(convertToSi('1.50', 'XYZ'), { dimension: 'unit XYZ', si: '1.5' })
  assert.deepEqual(convertToSi('-0', null), { dimension: '', si: '0' })
  assert.deepEqual(unitsLike('CEL').toSorted(), ['A48', 'CEL', 'FAH', 'KEL'])
  assert.deepEqual(unitsLike('XYZ'), ['XYZ'])
})

test('what is no decimal in SI is rounded to 30 digits, the very large and the very small are kept', () => {
  assert.equal(convertToSi('1', 'RPM').si, '0.0166666666666666666666666666667')
  assert.equal(convertToSi(`1${'0'.repeat(300)}`, 'KMT').si, `1${'0'.repeat(303)}`)
  assert.equal(convertToSi(`0.${'0'.repeat(300)}1`, 'MMT').si, `0.${'0'.repeat(303)}1`)
})
