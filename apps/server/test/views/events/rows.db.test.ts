import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalEvent, type EpcisEvent, readContext } from '@proofline/epcis'
import { sql } from '../../../src/platform/database/index.ts'
import { instantOf, type NewFact } from '../../../src/record/index.ts'
import { factsOf, openTestHistory } from '../../views/history.ts'

const place = 'urn:epc:id:sgln:9521141.00001.0'

function elementFact(floor: number, vocabulary = 'urn:epcglobal:epcis:vtype:BusinessLocation'): NewFact {
  const element = {
    id: place,
    attributes: [
      { id: 'cbvmda:site', attribute: ['A', 'B'] },
      { id: 'cbvmda:floor', attribute: floor },
    ],
    children: [`${place}1`],
  }
  return {
    kind: 'master-data/1',
    actor: 'erp',
    source: { system: 'erp', reference: 'sha256:0#/', method: 'api', receivedAt: instantOf(Date.UTC(2026, 5, 1)) },
    subject: place,
    body: Buffer.from(canonicalEvent({ element, vocabulary } as unknown as EpcisEvent, readContext(undefined))),
  }
}

const event = (number: number, fields: Record<string, unknown>) => ({
  type: 'ObjectEvent',
  eventTime: '2026-05-01T10:30:00+08:00',
  eventTimeZoneOffset: '+08:00',
  eventID: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
  action: 'OBSERVE',
  epcList: [`urn:epc:id:sgtin:9521141.012345.${number}`],
  bizLocation: { id: place },
  ...fields,
})

test('the same log gives the same rows, whatever the batch: master data, stray objects, numbers', async () => {
  const history = await openTestHistory()
  const { database, organisation } = history
  const facts = [
    elementFact(1),
    elementFact(2),
    elementFact(1, 'urn:epcglobal:epcis:vtype:ReadPoint'),
    ...factsOf('mes', [
      event(1, {
        'proofline:timePrecision': 'day',
        bizStep: 'shipping',
        'proofline:remark': ['12.50', '2026-05-01', { 'proofline:note': '红' }],
      }),
      event(2, { epcList: ['https://id.gs1.org/01/09521141123454'], quantityList: [{ epcClass: 'https://example.org/classes/1' }] }),
      event(3, { sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 98.6, sDev: 1.8, uom: 'FAH' }] }] }),
      event(4, { errorDeclaration: { declarationTime: '2026-05-02T00:00:00Z', reason: 'did_not_occur' } }),
    ]),
    elementFact(3),
  ]
  await history.append(facts)
  await history.project()
  const digests = await history.digest()
  for (const table of ['event', 'object', 'number', 'element', 'attribute', 'child', 'value']) {
    assert.notEqual(digests.find((digest) => digest.table === `view_epcis_${table}`)?.rows, 0, table)
  }
  for (const maxFacts of [1, 3]) assert.deepEqual(await history.rebuild({ maxFacts }), digests)
  const rows = <Row extends object>(text: ReturnType<typeof sql>) =>
    database.transaction(organisation, (transaction) => transaction.query<Row>(text), { readOnly: true })
  assert.deepEqual(
    (await rows<{ fact: number; known_to: number | null }>(sql`select fact, known_to from view_epcis_element order by fact`)).map((row) => [
      row.fact,
      row.known_to,
    ]),
    [
      [0, 1],
      [1, 7],
      [2, null],
      [7, null],
    ],
  )
  assert.deepEqual(
    (
      await rows<{ si: string; told: string; uom: string | null }>(
        sql`select si, told, uom from view_epcis_number where event = 5 order by si desc`,
      )
    ).map((row) => [Number(row.si), row.told, row.uom]),
    [
      [310.15, '98.6', 'FAH'],
      [1, '1.8', 'FAH'],
    ],
  )
  assert.deepEqual(
    (await rows<{ event: number }>(sql`select event from view_epcis_event where own_objects order by event`)).map((row) => row.event),
    [4, 6],
  )
  // Of an event of which only the day is known, the time as told.
  const [told] = await rows<{ at_ms: number }>(sql`select at_ms from view_epcis_event where event = 3`)
  assert.equal(told?.at_ms, Date.parse('2026-05-01T10:30:00+08:00'))
})
