import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatHibc, formatIsbt, formatMa, formatPpn, identify, ppnCheckDigits } from '@proofline/identifiers'
import { scan } from '../scanner.ts'

// Drawn by one library, read by another, neither of them ours.

const written = (result: { ok: true; value: string } | { ok: false }): string =>
  result.ok ? result.value : assert.fail(JSON.stringify(result))

test('HIBC in each of its symbologies: the other library’s check character is ours', async () => {
  const labels = [
    { labeler: 'A999', product: '1234', unitOfMeasure: 5, lot: '10X3', expiry: '2028-01-15', serial: undefined },
    { labeler: 'H123', product: 'PUMP700', unitOfMeasure: 1, lot: 'L 1', expiry: '2028-12', serial: 'S9' },
  ]
  for (const label of labels) {
    const code = written(formatHibc(label))
    for (const bcid of ['hibccode39', 'hibccode128', 'hibcdatamatrix', 'hibcqrcode', 'hibcazteccode']) {
      // bwip-js sets the leading + and the check character itself.
      const sent = await scan(bcid, code.slice(1, -1))
      assert.equal(sent.slice(3), code, bcid)
      const answer = identify(sent)
      assert.ok(answer.ok, `${bcid} ${sent}: ${JSON.stringify(answer)}`)
      assert.deepEqual([answer.agency, answer.udiDi], ['hibcc', `${label.labeler}${label.product}${label.unitOfMeasure}`])
      assert.deepEqual(
        [answer.productionIdentifiers.lot?.value, answer.productionIdentifiers.serial?.value, answer.productionIdentifiers.expiry?.value],
        [label.lot, label.serial, label.expiry],
      )
    }
  }
})

test('ISBT 128, IFA and MA in the symbols that carry them', async () => {
  const isbt = written(formatIsbt({ udiDi: 'A9999XYZ100T0476', serial: '000025', donation: 'A999926123456', expiry: '2028-12-31' }))
  const number = `1312345PUMP70${ppnCheckDigits('1312345PUMP70')}`
  const ppn = written(formatPpn({ udiDi: number, lot: 'L-1', expiry: '2028-12', serial: 'S1' }))
  const ma = written(formatMa({ udiDi: 'MA.156.M0.100001.10000018', serial: 'S1', lot: 'L1', expiry: '2028-12-31' }))
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['code128', isbt, 'iccbba', 'A9999XYZ100T0476'],
    ['datamatrix', isbt, 'iccbba', 'A9999XYZ100T0476'],
    ['datamatrix', ppn, 'ifa', number],
    ['qrcode', ma, 'ziiot', 'MA.156.M0.100001.10000018'],
    ['datamatrix', ma, 'ziiot', 'MA.156.M0.100001.10000018'],
  ]
  for (const [bcid, text, agency, udiDi] of cases) {
    const sent = await scan(bcid, text)
    assert.equal(sent.slice(3), text, bcid)
    const answer = identify(sent)
    assert.ok(answer.ok, `${bcid} ${JSON.stringify(answer)}`)
    assert.deepEqual([answer.agency, answer.udiDi, answer.symbology], [agency, udiDi, sent.slice(0, 3)])
  }
})
