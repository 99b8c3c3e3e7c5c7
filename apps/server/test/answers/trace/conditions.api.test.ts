import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, test } from 'node:test'
import { asks } from '../../../src/answers/trace/model.ts'
import { startTestServer, type TestServer } from '../../support/index.ts'

const screws = 'https://id.gs1.org/01/09521141100011/10/S-2041'
const pumps = ['https://id.gs1.org/01/09521141100028/21/P-0001', 'https://id.gs1.org/01/09521141100028/21/P-0002']
const workshop = 'https://id.gs1.org/414/9521141000038'
const hospital = 'https://id.gs1.org/417/9521141000045'
const guide = new URL('../../../../../docs/guides/first-lot.json', import.meta.url)

type Problem = { pointer: string; code: string; message: string }
type Value = {
  certain: string[]
  possible: string[]
  excluded: { id: string }[]
  consignees: { id: string; value: string }[]
  shipments: { id: string; facts: number[]; consignee: string; value: string; objects: { id: string; value: string }[] }[]
}
type Body = {
  value: Value
  conditions: { code: string }[]
  certificate: { verdict: string }
  reasons?: { id: string; facts: number[]; through: string[] }[]
}
let server: TestServer

const ask = async (question: unknown, language = 'en'): Promise<{ status: number; body: Body }> => {
  const headers = { 'content-type': 'application/json', 'accept-language': language }
  const answer = await server.fetch('/trace', { method: 'POST', headers, body: JSON.stringify(question) })
  return { status: answer.status, body: (await answer.json()) as Body }
}

const meeting = async (condition: unknown, more: object = {}): Promise<Body> => {
  const { status, body } = await ask({ ask: 'forward', seed: { condition, ...more } })
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

before(async () => {
  server = await startTestServer()
  const answer = await server.fetch('/epcis/capture', {
    method: 'POST',
    headers: { 'content-type': 'application/ld+json' },
    body: await readFile(guide),
  })
  assert.equal(answer.status, 202)
})

test('what was assembled in a workshop that day: the pumps, to the hospital, by the shipment that took them there', async () => {
  const day = { from: '2026-03-03T00:00:00+08:00', to: '2026-03-03T23:59:59+08:00' }
  for (const step of [
    'assembling',
    'cbv:BizStep-assembling',
    'https://ref.gs1.org/cbv/BizStep-assembling',
    'urn:epcglobal:cbv:bizstep:assembling',
  ]) {
    const { value, conditions } = await meeting({ step, place: workshop, ...day })
    assert.deepEqual([value.certain, conditions], [pumps, [{ code: 'own-undeclared' }]])
    assert.deepEqual(
      value.consignees.map(({ id, value: word }) => [id, word]),
      [[hospital, 'certain']],
    )
    const [shipment] = value.shipments
    assert.deepEqual(
      [shipment?.consignee, shipment?.value, shipment?.objects],
      [hospital, 'certain', pumps.map((id) => ({ id, value: 'certain' }))],
    )
  }
})

test('narrowed to one pump; to the screws it was made of; to certain', async () => {
  assert.deepEqual((await meeting({ step: 'assembling' }, { objects: [pumps[0]] })).value.certain, [pumps[0]])
  const { value } = await meeting({ step: 'assembling' })
  assert.deepEqual(value.possible, [screws])
  const { body } = await ask({ ask: 'forward', seed: { condition: { step: 'assembling' } }, filter: { certain: true } })
  assert.deepEqual([body.value.certain, body.value.possible], [pumps, []])
  assert.ok(body.value.shipments.every(({ value: word, objects }) => word === 'certain' && objects.every((one) => one.value === 'certain')))
})

test('reasons: the facts that met the condition, and those that lead on from it', async () => {
  const { body } = await ask({ ask: 'forward', seed: { condition: { step: 'packing' } }, reasons: true })
  assert.deepEqual(body.value.certain, pumps)
  for (const { id, facts, through } of body.reasons ?? assert.fail()) assert.deepEqual([through.at(-1), facts.length > 0], [id, true])
})

test('every ask takes a condition', async () => {
  for (const word of asks) {
    const since = word === 'difference' ? { since: { index: 1 } } : {}
    const { status, body } = await ask({ ask: word, seed: { condition: { step: 'assembling' } }, ...since })
    assert.equal(status, 200, `${word}: ${JSON.stringify(body)}`)
  }
  const { body } = await ask({ ask: 'backward', seed: { condition: { step: 'packing' } } })
  assert.ok([...body.value.certain, ...body.value.possible].includes(screws))
})

test('a condition that nothing meets is said to be met by nothing', async () => {
  const { value, conditions } = await meeting({ bizTransaction: 'urn:epcglobal:cbv:bt:9521141000014:LOAD-99' })
  assert.deepEqual([value.certain, value.possible, conditions], [[], [], [{ code: 'condition-unmet' }]])
})

test('a malformed condition is refused with all its problems, in the language of the reader', async () => {
  const condition = {
    step: 'asembling',
    place: 'DOCK 1',
    from: '2026-03-03',
    to: '2026-03-01T00:00:00Z',
    bizTransaction: { id: 'no identifier', type: 'no type' },
    sensor: { uom: 'CEL' },
  }
  const { status, body } = await ask({ ask: 'forward', seed: { condition, objects: ['nothing'] } }, 'zh')
  assert.equal(status, 400)
  const { errors = [] } = body as unknown as { errors?: Problem[] }
  assert.deepEqual([...new Set(errors.map(({ pointer }) => pointer))].sort(), [
    '/seed/condition/bizTransaction/id',
    '/seed/condition/bizTransaction/type',
    '/seed/condition/from',
    '/seed/condition/place',
    '/seed/condition/sensor',
    '/seed/condition/step',
    '/seed/objects/0',
  ])
  for (const { message } of errors) assert.match(message, /[\u4e00-\u9fff]/)
  assert.ok(errors.some(({ code, message }) => code === 'trace-word-misspelt' && message.includes('assembling')))
  const window = await ask({ ask: 'forward', seed: { condition: { from: '2026-03-03T00:00:00Z', to: '2026-03-01T00:00:00Z' } } })
  assert.equal(window.status, 400)
  for (const malformed of [
    {},
    { colour: 'red' },
    { step: '' },
    { step: 7 },
    { sensor: {} },
    { sensor: { above: '8,0', uom: 'CEL' } },
    { sensor: { type: 'Temperature', uom: 'celsius' } },
    { bizTransaction: {} },
  ])
    assert.equal((await ask({ ask: 'forward', seed: { condition: malformed } })).status, 400, JSON.stringify(malformed))
})

test('what nobody can have written down is refused where it stands: control characters, halves of surrogate pairs, spaces alone', async () => {
  for (const given of ['\u0000', 'A\u0000B', '\ud800', ' ', '']) {
    for (const [name, pointer] of [
      ['person', '/seed/condition/person'],
      ['equipment', '/seed/condition/equipment'],
      ['supplierLot', '/seed/condition/supplierLot'],
    ] as const) {
      const { status, body } = await ask({ ask: 'forward', seed: { condition: { [name]: given } } })
      const { errors } = body as unknown as { errors: { pointer: string }[] }
      assert.deepEqual([status, errors.some((one) => one.pointer === pointer)], [400, true], JSON.stringify([name, given, body]))
    }
  }
  const { status } = await ask({ ask: 'forward', seed: { condition: { person: '王芳 (早班)' } } })
  assert.equal(status, 200)
})
