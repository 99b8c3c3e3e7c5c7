import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { exitCodes } from '../src/exit-codes.ts'
import { makeRunner } from './run.ts'

const { folder, run } = makeRunner()

const event = {
  type: 'ObjectEvent',
  eventTime: '2026-03-31T14:05:00.000Z',
  eventTimeZoneOffset: '+08:00',
  action: 'OBSERVE',
  epcList: ['urn:epc:id:sgtin:0614141.107346.2017'],
  bizStep: 'shipping',
}
const wrap = (...eventList: object[]): string =>
  JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-31T14:10:00Z',
    epcisBody: { eventList },
  })
const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const right = write('right.json', wrap(event, { ...event, bizStep: 'packing' }))
const wrong = write(
  'wrong.json',
  wrap({ ...event, eventTime: 'yesterday', bizStep: 'shiping', epcList: ['https://id.gs1.org/01/10614141073465/21/1'] }),
)
const broken = write('broken.json', '{"type": "ObjectEvent",}')

test('check: a right document is right, and the exit code says so', () => {
  const { status, stdout } = run(['check', right])
  assert.equal(status, exitCodes.done)
  assert.equal(stdout, `${right}: 2 event(s), nothing wrong\n`)
})

test('check: everything that is wrong at once, with place, words and clause, in both languages', () => {
  const { status, stdout } = run(['check', right, wrong, broken])
  assert.equal(status, exitCodes.refused)
  for (const expected of [
    'wrong.json: 3 problem(s)',
    '/epcisBody/eventList/0/eventTime\n      “yesterday” is no date and time.',
    'Did you mean “shipping”?',
    '/epcisBody/eventList/0/epcList/0\n',
    '[CBV 2.0 §7.1]',
    'broken.json: 1 problem(s)\n  /  (1:23)\n',
  ]) {
    assert.ok(stdout.includes(expected), `${expected} in\n${stdout}`)
  }
  assert.match(run(['check', wrong, '--lang', 'zh']).stdout, /3 个问题[\s\S]*“yesterday”不是日期时间/)
})

test('check: for machines, a line of JSON a document', () => {
  const { status, stdout } = run(['check', right, wrong, '--json'])
  assert.equal(status, exitCodes.refused)
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { valid: boolean; events?: number; problems: { code: string; at: string; message: string }[] })
  assert.deepEqual(
    lines.map(({ valid, events, problems }) => [valid, events, problems.map(({ code }) => code)]),
    [
      [true, 2, []],
      [false, undefined, ['time-invalid', 'key-check-digit', 'word-misspelt']],
    ],
  )
})

test('hash: one a line, equal for equal events however they are written; from standard input as well', () => {
  const respelt = wrap(
    { ...event, epcList: ['https://id.gs1.org/01/10614141073464/21/2017'], eventTime: '2026-03-31T22:05:00+08:00' },
    { ...event, bizStep: 'https://ref.gs1.org/cbv/BizStep-packing' },
  )
  const first = run(['hash', right])
  assert.equal(first.status, exitCodes.done)
  assert.match(first.stdout, /^(?:ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0\n){2}$/)
  assert.equal(run(['hash', '-'], respelt).stdout, first.stdout)
})

test('XML is judged and hashed like JSON, its problems by XPath, line and column', () => {
  const xml = (eventTime: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-03-31T14:10:00Z">
  <EPCISBody><EventList>
    <ObjectEvent>
      <eventTime>${eventTime}</eventTime>
      <eventTimeZoneOffset>+08:00</eventTimeZoneOffset>
      <epcList><epc>urn:epc:id:sgtin:0614141.107346.2017</epc></epcList>
      <action>OBSERVE</action>
      <bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>
    </ObjectEvent>
  </EventList></EPCISBody>
</epcis:EPCISDocument>`
  const same = write('same.xml', xml('2026-03-31T14:05:00.000Z'))
  assert.equal(run(['hash', same]).stdout, run(['hash', '-'], wrap(event)).stdout)
  assert.equal(run(['check', same]).stdout, `${same}: 1 event(s), nothing wrong\n`)
  const { status, stdout } = run(['check', write('wrong.xml', xml('yesterday'))])
  assert.equal(status, exitCodes.refused)
  assert.match(stdout, /ObjectEvent[^\n]*eventTime[^\n]* {2}\(5:\d+\)\n {6}“yesterday” is no date and time/)
})

test('hash: pre-hash texts, several documents, a folder, and results for machines', () => {
  assert.match(run(['hash', right, '--prehash']).stdout, /^eventType=ObjectEventeventTime=2026-03-31T14:05:00\.000Z/)
  const below = join(folder, 'below')
  mkdirSync(below)
  writeFileSync(join(below, 'a.jsonld'), wrap(event))
  assert.match(run(['hash', below]).stdout, /^\S+a\.jsonld#0 {2}ni:/)
  const [line = ''] = run(['hash', right, '--json']).stdout.split('\n')
  const { event: index, hash, prehash } = JSON.parse(line) as { event: number; hash: string; prehash: string }
  assert.equal(index, 0)
  assert.match(hash, /^ni:/)
  assert.match(prehash, /^eventType=/)
})

test('hash: what cannot be read or holds no event is said, and the exit code tells', () => {
  const unreadable = run(['hash', broken])
  assert.equal(unreadable.status, exitCodes.refused)
  assert.match(unreadable.stderr, /broken\.json: The comma|proofline check/)
  const empty = run(['hash', write('none.json', '{"a":1}')])
  assert.equal(empty.status, exitCodes.refused)
  assert.match(empty.stderr, /holds no EPCIS event/)
  for (const command of ['hash', 'check']) {
    assert.equal(run([command]).status, exitCodes.usage)
    assert.equal(run([command, join(folder, 'absent.json')]).status, exitCodes.usage)
  }
})

const examples = fileURLToPath(new URL('../../../../shared/vectors/epcis-hash/ralphtro/examples/', import.meta.url))
const skip = existsSync(examples) ? false : 'the shared vectors are not here (../shared/vectors)'

test('hash: the published hashes of the reference implementation’s examples', { skip }, () => {
  const { stdout } = run(['hash', join(examples, 'epcisDocWithVariousEventTypes.jsonld')])
  assert.equal(stdout, readFileSync(join(examples, 'epcisDocWithVariousEventTypes.hashes'), 'utf8'))
})
