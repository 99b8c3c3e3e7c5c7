import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBracketed, formatScan, parseElementString } from '@proofline/identifiers'
import bwipjs from 'bwip-js'
import { scan } from '../scanner.ts'

// Drawn by one library, read by another, neither of them ours: what a scanner sends for each symbology is what is parsed.

const device = '(01)09506000134352(17)301231(10)AB-1/x)(21)S"1&'

test('each GS1 symbology, drawn and read back, holds the elements that went in', async () => {
  const cases: [bcid: string, identifier: string, elements: string][] = [
    // Not in a QR Code: the reader leaves the two percent signs that stand for one there (ISO/IEC 18004 §7.4.8.2) as they are.
    ['gs1datamatrix', ']d2', `${device}%`],
    ['gs1datamatrixrectangular', ']d2', '(01)09506000134352(10)AB'],
    ['gs1qrcode', ']Q3', device],
    ['gs1-128', ']C1', '(01)09506000134352(17)301231(10)AB-1'],
    ['gs1-128', ']C1', '(00)095201234567891235'],
    ['databarexpanded', ']e0', '(01)09506000134352(17)301231(10)AB-1'],
    ['databarexpandedstacked', ']e0', '(01)09506000134352(3103)000195(10)L(21)7'],
    ['databaromni', ']e0', '(01)09506000134352'],
  ]
  for (const [bcid, identifier, elements] of cases) {
    const sent = await scan(bcid, elements)
    assert.equal(sent.slice(0, 3), identifier, bcid)
    const result = parseElementString(sent)
    assert.ok(result.ok, `${bcid} ${JSON.stringify(result)}`)
    assert.equal(formatBracketed(result.value.elements), elements)
    assert.deepEqual(formatScan(identifier, result.value.elements), { ok: true, value: sent })
  }
})

test('trade item symbols and Digital Links in plain carriers', async () => {
  const cases: [bcid: string, text: string, form: string, elements: string][] = [
    ['ean13', '9506000134352', 'scan', '(01)09506000134352'],
    ['upca', '614141007349', 'scan', '(01)00614141007349'],
    ['ean8', '96385074', 'scan', '(01)00000096385074'],
    ['itf14', '09506000134352', 'scan', '(01)09506000134352'],
    [
      'gs1dlqrcode',
      'https://id.gs1.org/01/09506000134352/10/L1/21/S1?17=301231',
      'digital-link',
      '(01)09506000134352(10)L1(21)S1(17)301231',
    ],
    ['gs1dldatamatrix', 'https://maker.example/p/01/09506000134352/21/S%2F1', 'digital-link', '(01)09506000134352(21)S/1'],
    ['qrcode', 'https://id.gs1.org/DBFRq5sE2siQiPo', 'digital-link', '(01)09521234543213(21)SER9'],
  ]
  for (const [bcid, text, form, elements] of cases) {
    const result = parseElementString(await scan(bcid, text))
    assert.ok(result.ok, `${bcid} ${JSON.stringify(result)}`)
    assert.deepEqual([result.value.form, formatBracketed(result.value.elements)], [form, elements], bcid)
  }
})

test('bwip-js, which has the syntax dictionary in itself, refuses and takes the same element strings', async () => {
  const cases: [text: string, fits: boolean][] = [
    [device, true],
    ['(01)09506000134353', false],
    ['(01)09506000134352(17)301331', false],
    ['(01)09506000134352(17)301200', true],
    ['(01)09506000134352(17)300229', false],
    ['(01)09506000134352(17)280229', true],
    ['(01)09506000134352(10)A B', false],
    ['(01)09506000134352(10)123456789012345678901', false],
    ['(01)09506000134352(89)1', false],
    ['(01)09506000134352(4309)02790858483015297971', false],
    ['(00)095201234567891235(4309)02790858483015297971', true],
    ['(01)09506000134352(422)999', false],
    ['(01)09506000134352(8008)20010123', true],
    ['(01)09506000134352(8008)20010124', false],
    ['(8013)1987654Ad4X4bL5ttr2310c2K', true],
    ['(8013)1987654Ad4X4bL5ttr2310c2J', false],
    ['(8006)095211411234540102', true],
    ['(8006)095211411234540302', false],
    ['(253)9521141123454', true],
    ['(01)09506000134352(37)5', false],
    ['(02)09506000134352(37)5(00)095201234567891235', true],
    ['(21)S1', false],
    ['(414)9521141123454(254)A', true],
    ['(254)A', false],
    ['(8010)952114A', true],
    ['(8010)952114a', false],
    ['(8011)012(8010)952114A', false],
  ]
  for (const [text, fits] of cases) {
    assert.equal(parseElementString(text).ok, fits, text)
    const drawn = await Promise.resolve()
      .then(() => bwipjs.toBuffer({ bcid: 'gs1datamatrix', text }))
      .then(
        () => true,
        (error: unknown) => {
          assert.match(String(error), /GS1|bwipp/, text)
          return false
        },
      )
    assert.equal(drawn, fits, `bwip-js: ${text}`)
  }
})
