import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { exitCodes } from '../src/exit-codes.ts'
import { makeRunner } from './run.ts'

const { folder, run } = makeRunner()

const document = {
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { ex: 'https://example.com/ns/' }],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-03-31T14:10:00Z',
  epcisBody: {
    eventList: [
      {
        type: 'ObjectEvent',
        eventTime: '2026-03-31T14:05:00.000Z',
        eventTimeZoneOffset: '+08:00',
        action: 'OBSERVE',
        epcList: ['urn:epc:id:sgtin:0614141.107346.2017'],
        bizStep: 'shipping',
        'ex:操作员': { 'ex:name': '王芳', 'ex:shift': 2 },
      },
    ],
  },
}
const path = join(folder, 'receipts.json')
writeFileSync(path, JSON.stringify(document))

test('a document goes to XML and comes back the same, through pipes', () => {
  const xml = run(['convert', path, '--to', 'xml'])
  assert.equal(xml.status, exitCodes.done, xml.stderr)
  assert.match(xml.stdout, /<bizStep>urn:epcglobal:cbv:bizstep:shipping<\/bizStep>/)
  assert.match(xml.stdout, /<ex:name>王芳<\/ex:name>/)
  const back = run(['convert', '-', '--to', 'json'], xml.stdout)
  assert.equal(back.status, exitCodes.done, back.stderr)
  assert.deepEqual(JSON.parse(back.stdout), document)
  assert.equal(run(['hash', '-'], xml.stdout).stdout, run(['hash', path]).stdout)
})

test('words as web URIs; each document to a file of its name; two of one name are refused', () => {
  const out = join(folder, 'out')
  const { status, stdout } = run(['convert', path, '--to', 'xml', '--words', 'web-uri', '--out', out])
  assert.equal(status, exitCodes.done)
  assert.equal(stdout, `${join(out, 'receipts.xml')}\n`)
  assert.match(readFileSync(join(out, 'receipts.xml'), 'utf8'), /<bizStep>https:\/\/ref\.gs1\.org\/cbv\/BizStep-shipping<\/bizStep>/)
  const other = join(folder, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'receipts.json'), JSON.stringify(document))
  assert.equal(run(['convert', path, other, '--to', 'xml', '--out', out]).status, exitCodes.usage)
})

test('what is wrong is told with its place, and nothing is written', () => {
  const wrong = join(folder, 'wrong.xml')
  writeFileSync(wrong, run(['convert', path, '--to', 'xml']).stdout.replace('OBSERVE', 'MOVE'))
  const { status, stdout, stderr } = run(['convert', wrong, '--to', 'json', '--lang', 'zh'])
  assert.equal(status, exitCodes.refused)
  assert.equal(stdout, '')
  assert.match(stderr, /\/epcis:EPCISDocument\/EPCISBody\/EventList\/ObjectEvent\[1\]\/action/)
  assert.equal(existsSync(join(folder, 'wrong.json')), false)
})

test('wrong words and no file are refused', () => {
  assert.equal(run(['convert', path, '--to', 'xml', '--words', 'curie']).status, exitCodes.usage)
  assert.equal(run(['convert', '--to', 'xml']).status, exitCodes.usage)
})
