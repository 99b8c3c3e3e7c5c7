import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, type FactoryOptions, maker, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { drawChart } from '../../../src/answers/trace/rules/chart/chart.ts'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { traceForward } from '../../../src/answers/trace/rules/forward.ts'
import { factsOf, historyOf } from './history.ts'
import { partyUri, uri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'

const own = new Set([partyUri('Maker')])
const history = historyOf(
  factsOf(
    new Story()
      .at('07:00')
      .receive(['100 of screw:P1', '100 of screw:P2'], 'Supplier')
      .at('08:00')
      .make(['device:L#1', 'device:L#2', 'device:L#3'], { of: ['3 of screw:P1'] })
      .at('08:30')
      .make(['50 of device:K'], { of: ['50 of screw:P2'] })
      .at('09:00')
      .pack('case!1', ['device#1', '10 of device:K'])
      .at('10:00')
      .ship(['case!1'], 'A', { paper: 'DN1' })
      .at('10:30')
      .ship(['device#2', '40 of device:K'], 'B')
      .documents(),
  ),
)

const forward = (...names: string[]): TraceValue => evaluate(history, 'forward', names.map(uri), own).value
const uris = (...names: string[]): string[] => names.map(uri).sort()

test('a lot and its own serial are one question: the serial counts once, and everything of the lot is there', () => {
  const both = forward('device:L', 'device#2')
  assert.deepEqual(both, forward('device:L'))
  assert.deepEqual(both.certain, uris('device:L', 'device#1', 'device#2', 'device#3'))
})

test('a container and what lies in it: the content is certain as if named alone, the rest of the container stays what it was', () => {
  const container = forward('case!1')
  assert.deepEqual([container.certain, container.possible], [uris('device#1'), uris('device:K')])
  const both = forward('case!1', 'device:K')
  assert.deepEqual([both.certain, both.possible], [uris('device#1', 'device:K'), []])
  assert.deepEqual(both.consignees, [
    { id: uri('A'), value: 'certain' },
    { id: uri('B'), value: 'certain' },
  ])
})

test('the same seed twice, and seeds in another order, change nothing', () => {
  const once = forward('screw:P1', 'device:K')
  assert.deepEqual(forward('device:K', 'screw:P1', 'device:K', 'screw:P1'), once)
  assert.equal(JSON.stringify(forward('device:K', 'screw:P1')), JSON.stringify(once))
})

test('overlapping seeds: what either is certain of is certain, what either leaves open is not excluded', () => {
  const both = forward('screw:P1', 'device#2', 'screw:P2')
  assert.deepEqual(both.certain, uris('screw:P1', 'screw:P2', 'device#1', 'device#2', 'device#3', 'device:K'))
  assert.deepEqual(both.excluded, [])
})

test('an unknown seed beside a known one takes nothing away, and is a gap of its own', () => {
  const { value, gaps } = evaluate(history, 'forward', [uri('screw:P1'), uri('glue:NONE')], own)
  assert.deepEqual(
    value.certain.filter((id) => id !== uri('glue:NONE')),
    forward('screw:P1').certain,
  )
  assert.ok(gaps.some(({ code, object }) => code === 'origin-missing' && object === uri('glue:NONE')))
})

test('shipments: each with its paper, its consignee, its objects, and the best of their values', () => {
  const { shipments } = forward('screw:P1')
  assert.deepEqual(
    shipments.map(({ id, consignee, value, objects }) => ({ id: id.slice(0, 9), consignee, value, objects: objects.map((one) => one.id) })),
    [
      { id: 'https://i', consignee: uri('A'), value: 'certain', objects: uris('device#1') },
      { id: 'ni:///sha', consignee: uri('B'), value: 'certain', objects: uris('device#2') },
    ],
  )
})

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 100) : 3
const profiles: FactoryOptions[] = [{ serialParts: 'B', disturbances: usualDisturbances }, { serialParts: 'A' }, { serialParts: 'C' }]

test('several seeds at once: at least what each alone says, and nothing excluded that one of them leaves open: factories', () => {
  for (let round = 0; round < rounds; round++) {
    const factory = createFactory({ ...profiles[round % profiles.length], seed: `seeds ${round}`, objects: 1_000 })
    const documents = [...factory.documents()].map(({ source, document }) => ({
      source,
      receivedAt: document.creationDate,
      document: document as unknown as Record<string, unknown>,
    }))
    const canonical = (id: string): string => {
      const read = canonicalize(id)
      return read.ok ? read.value.uri : assert.fail(id)
    }
    const chart = drawChart(historyOf(factsOf(documents)), new Set([canonical(urns.party(maker))]))
    const { supplierLot, typicalLot, serial, serialLot, substitutedLot } = factory.notables()
    const ids = [supplierLot, typicalLot, serial, serialLot, substitutedLot].map(canonical).filter((id) => chart.objects.has(id))
    for (const [at, first] of ids.entries()) {
      const second = ids[(at + 1 + (round % (ids.length - 1))) % ids.length] ?? first
      const [alone, other, both] = [[first], [second], [first, second]].map((seeds) => traceForward(chart, seeds).value)
      if (alone === undefined || other === undefined || both === undefined) assert.fail()
      const [certain, open] = [new Set(both.certain), new Set([...both.certain, ...both.possible])]
      const past = new Set(both.past.map(({ id }) => id))
      const excluded = new Set(both.excluded.map(({ id }) => id))
      for (const one of [alone, other]) {
        assert.deepEqual(
          one.certain.filter((id) => !certain.has(id)),
          [],
          `${first} ${second}: certain`,
        )
        assert.deepEqual(
          one.possible.filter((id) => !open.has(id)),
          [],
          `${first} ${second}: possible`,
        )
        assert.deepEqual(
          one.past.filter(({ id }) => !open.has(id) && !past.has(id)),
          [],
          `${first} ${second}: past`,
        )
        assert.deepEqual(
          [...one.certain, ...one.possible].filter((id) => excluded.has(id)),
          [],
          `${first} ${second}: excluded`,
        )
        for (const { id, value } of one.consignees) {
          const now = both.consignees.find((consignee) => consignee.id === id)?.value
          const ranks = ['excluded', 'past', 'possible', 'certain']
          assert.ok(ranks.indexOf(now ?? '') >= ranks.indexOf(value), `${first} ${second}: consignee ${id}`)
        }
      }
    }
  }
})
