import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { factsOf, openTestHistory } from '../history.ts'

const [screw, glue, nail, device] = ['09520201001015', '09520202002011', '09520201001022', '09520100201011'].map(
  (gtin) => `https://id.gs1.org/01/${gtin}`,
) as [string, string, string, string]
const need = (part: string) => ({ part, quantity: 1 })
let made = 0

/** A making with a recipe: of lots, of a serial, or of a product without a lot. */
const making = (inputs: object, recipe: readonly object[], more: object = {}): object => {
  made += 1
  return {
    type: 'TransformationEvent',
    eventTime: `2026-01-01T00:00:${String(made).padStart(2, '0')}Z`,
    eventTimeZoneOffset: '+00:00',
    outputQuantityList: [{ epcClass: `${device}/10/D${made}`, quantity: 5 }],
    ...inputs,
    'proofline:recipe': recipe,
    ...more,
  }
}
const lot = (part: string) => ({ epcClass: `${part}/10/A`, quantity: 5 })

test('what a recipe needs and a making does not state; an existing log gets the rows that a projection makes', async () => {
  const history = await openTestHistory()
  const events = [
    making({ inputQuantityList: [lot(screw), lot(glue)] }, [need(screw), need(glue)]),
    making({ inputQuantityList: [lot(screw)] }, [need(nail), need(screw), need(glue), need(nail)]),
    making({ inputEPCList: [`${screw}/21/1`], inputQuantityList: [{ epcClass: glue, quantity: 1 }] }, [need(screw), need(glue)]),
    making({ inputQuantityList: [lot(nail)] }, [need(screw), need(nail)], {
      'proofline:substitutes': [{ part: `${nail}/10/A`, replaces: screw }],
    }),
    making({ inputQuantityList: [lot(screw)] }, []),
  ]
  await history.append(factsOf('mes', events))
  await history.project()
  const wanted = [
    { event: 1, position: 0, product: nail },
    { event: 1, position: 1, product: glue },
    { event: 3, position: 0, product: screw },
    { event: 3, position: 1, product: nail },
  ]
  const migration = readFileSync(new URL('../../../migrations/0019_wanting.sql', import.meta.url), 'utf8')
  const insert = /insert into view_wanting[^;]*;/.exec(migration)?.[0] ?? ''
  await history.database.transaction(history.organisation, async (transaction) => {
    const read = 'select event::integer, position, product from view_wanting order by event, position'
    const [projected] = await transaction.script(read)
    assert.deepEqual(projected, wanted)
    const results = await transaction.script(`truncate view_wanting; ${insert} ${read}`)
    assert.deepEqual(results.at(-1), wanted)
  })
  await history.close()
})
