import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balanceOf, type Equation } from '../../../src/answers/trace/rules/balance.ts'
import { drawChart } from '../../../src/answers/trace/rules/chart.ts'
import { Ledger } from '../../../src/answers/trace/rules/ledger.ts'
import type { ContentTold } from '../../../src/answers/trace/rules/measures.ts'
import { type Captured, factsOf, historyOf } from './history.ts'
import { casesBeyond } from './scenarios/index.ts'
import { partyUri, placeUri, uri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'

const own = new Set([partyUri('Maker')])

function ledgerOf(documents: readonly Captured[], contents: readonly ContentTold[] = []): Ledger {
  return new Ledger(drawChart(historyOf(factsOf(documents)), own), own, contents)
}

/** The terms that are not nothing, of each unit that a lot is told in. */
function totalsOf(story: Story, lot: string, contents: readonly ContentTold[] = []): Record<string, string>[] {
  return ledgerOf(story.documents(), contents)
    .items.accountsOf(uri(lot))
    .map((account) => told(balanceOf(account, undefined, false).total))
}

const told = ({ uom, remainders, facts: _facts, ...terms }: Equation): Record<string, string> => ({
  ...(uom === null ? {} : { uom }),
  ...Object.fromEntries(Object.entries(terms).filter(([, amount]) => amount !== '0')),
  ...Object.fromEntries(Object.entries(remainders ?? {}).map(([term, left]) => [`${term} remainder`, left])),
})

for (const { clause, name, documents, questions } of casesBeyond) {
  for (const question of questions) {
    if (question.ask !== 'quantities') continue
    test(`${clause} ${name}: ${question.seed.join(' ')}`, () => {
      const ledger = ledgerOf(documents)
      for (const seed of question.seed) {
        const [account, ...others] = ledger.items.accountsOf(seed)
        assert.ok(account !== undefined && others.length === 0)
        const { total } = balanceOf(account, undefined, false)
        for (const [term, amount] of Object.entries(question.terms)) assert.equal(total[term as 'made'], amount, term)
        assert.equal(total.unexplained, question.unexplained)
      }
    })
  }
}

const numbers = (lot: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${lot}#${from + index}`)

test('a lot shipped in cartons, ten units named in each, is shipped unit by unit: nothing counts twice', () => {
  const story = new Story()
    .at('08:00')
    .make(['20 of device:L'], { of: ['20 of screw:P1'] })
    .at('09:00')
    .add(numbers('device:L', 1, 20))
    .at('10:00')
    .pack('case!1', numbers('device:L', 1, 10))
    .pack('case!2', numbers('device:L', 11, 20))
    .pack('case!9', ['case!1', 'case!2'])
    .at('11:00')
    .ship(['case!9'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '20' }])
})

test('void_shipping takes a shipment back', () => {
  const story = new Story()
    .at('08:00')
    .make(['20 of device:L'], { of: ['20 of screw:P1'] })
    .at('11:00')
    .ship(['8 of device:L'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', shipped: '8', onHand: '12' }])
  story.at('12:00').takeBackShipment(['8 of device:L'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '20', onHand: '20' }])
})

test('§8.5: what comes back is returned, and rework under its own name makes nothing', () => {
  const story = new Story()
    .at('08:00')
    .make(['50 of device:L'], { of: ['50 of screw:P1'] })
    .at('09:00')
    .ship(['50 of device:L'], 'A')
    .at('10:00')
    .returned(['20 of device:L'], 'A')
    .at('11:00')
    .make(['20 of device:L'], { of: ['20 of device:L', '1 of glue:G'] })
    .at('12:00')
    .ship(['20 of device:L'], 'B')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '50', returned: '20', shipped: '70' }])
})

test('§8.12: three of six left unnamed, and one of them is told by name where it came', () => {
  const story = new Story()
    .at('08:00')
    .make(numbers('device:L', 1, 6), { of: ['6 of screw:P1'], lot: 'L' })
    .at('12:00')
    .ship(['3 of device:L'], 'A')
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '6', shipped: '3', onHand: '3' }])
  story.at('2025-03-04 09:00').tell('a', {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    epcList: [uri('device:L#2')],
    bizStep: 'https://ref.gs1.org/cbv/BizStep-receiving',
    destinationList: [
      { type: 'possessing_party', destination: partyUri('A') },
      { type: 'location', destination: placeUri('A') },
    ],
    sourceList: [{ type: 'possessing_party', source: partyUri('Maker') }],
  })
  assert.deepEqual(totalsOf(story, 'device:L'), [{ made: '6', shipped: '3', onHand: '3' }])
})
