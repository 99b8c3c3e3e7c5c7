import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { factsOf, openTestHistory } from '../history.ts'

const [screw, device] = ['09520201001015', '09520100201011'].map((gtin) => `https://id.gs1.org/01/${gtin}`) as [string, string]
const [carton, tray] = ['https://id.gs1.org/00/095200000000000011', 'https://id.gs1.org/8003/09520000000004T1']
const some = (lot: string) => ({ epcClass: `${screw}/10/${lot}`, quantity: 2 })
let told = 0

const holding = (type: string, action: string, parentID: string | undefined, children: object): object => {
  told += 1
  return {
    type,
    action,
    eventTime: `2026-01-01T00:00:${String(told).padStart(2, '0')}Z`,
    eventTimeZoneOffset: '+00:00',
    ...(parentID === undefined ? {} : { parentID }),
    ...children,
  }
}

test('lots that some was taken out of something that it may be a part of; an existing log gets the rows that a projection makes', async () => {
  const history = await openTestHistory()
  const events = [
    holding('AggregationEvent', 'ADD', `${device}/21/1`, { childQuantityList: [some('A')] }),
    holding('AggregationEvent', 'DELETE', `${device}/21/1`, { childQuantityList: [some('A'), some('A'), some('B')] }),
    holding('AggregationEvent', 'DELETE', carton, { childQuantityList: [some('A')] }),
    holding('AssociationEvent', 'DELETE', tray, { childQuantityList: [some('A')], childEPCs: [`${screw}/21/7`] }),
    holding('AssociationEvent', 'DELETE', `${device}/21/1`, { childQuantityList: [{ epcClass: screw, quantity: 1 }] }),
    holding('AssociationEvent', 'DELETE', `${device}/21/1`, {}),
  ]
  await history.append(factsOf('mes', events))
  await history.project()
  const removed = [
    { lot: 'A', event: 1 },
    { lot: 'A', event: 3 },
    { lot: 'B', event: 1 },
  ]
  const migration = readFileSync(new URL('../../../migrations/0028_removed.sql', import.meta.url), 'utf8')
  const insert = /insert into view_removed[^;]*;/.exec(migration)?.[0] ?? ''
  await history.database.transaction(history.organisation, async (transaction) => {
    const read = `select right(o.uri, 1) as lot, r.event::integer from view_removed r join view_object o on o.id = r.object order by 1, 2`
    const [projected] = await transaction.script(read)
    assert.deepEqual(projected, removed)
    const results = await transaction.script(`truncate view_removed; ${insert} ${read}`)
    assert.deepEqual(results.at(-1), removed)
  })
  await history.close()
})
