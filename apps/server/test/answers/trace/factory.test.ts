import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, type FactoryOptions, maker, suppliers, type Truth, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { traceBackward } from '../../../src/answers/trace/rules/backward.ts'
import type { History } from '../../../src/answers/trace/rules/basis/history.ts'
import { type Chart, drawChart } from '../../../src/answers/trace/rules/chart/chart.ts'
import { withAsked } from '../../../src/answers/trace/rules/evaluate.ts'
import { traceForward } from '../../../src/answers/trace/rules/forward.ts'
import { factsOf, historyOf } from './history.ts'
import { untell } from './untelling.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 1_000) : 6

const uri = (id: string): string => {
  const reading = canonicalize(id)
  if (!reading.ok) throw new TypeError(`not an identifier: ${id}`)
  return reading.value.uri
}

const own = new Set([uri(urns.party(maker))])

type Told = { readonly history: History; readonly chart: Chart; readonly truth: Truth; readonly notable: readonly string[] }

/** What no fact names is asked about as well: units of which no fact tells the lot may be of it. */
const chartFor = ({ history, chart }: Told, id: string): Chart =>
  history.objects.has(uri(id)) ? chart : drawChart(withAsked(history, [uri(id)]), own, [uri(id)])

function tell(options: FactoryOptions, untoldOneIn: number): Told {
  const factory = createFactory(options)
  const documents = [...factory.documents()].map(({ source, document }) => ({
    source,
    receivedAt: document.creationDate,
    document: document as unknown as Record<string, unknown>,
  }))
  const { supplierLot, typicalLot, hotLot, serial, serialLot, substitutedLot } = factory.notables()
  const history = historyOf(factsOf(untoldOneIn > 0 ? untell(documents, untoldOneIn) : documents))
  return {
    history,
    chart: drawChart(history, own),
    truth: factory.truth(),
    notable: [supplierLot, typicalLot, hotLot, serial, serialLot, substitutedLot],
  }
}

/** What an answer says that the truth denies. */
function wrongForward(chart: Chart, truth: Truth, id: string): string[] {
  const { value } = traceForward(chart, [uri(id)])
  const [certain, open] = [new Set(value.certain), new Set([...value.certain, ...value.possible])]
  const past = new Set(value.past.map((one) => one.id))
  const reach = truth.forward(id)
  const wrong: string[] = []
  const whole = new Map(reach.lots.map((lot) => [uri(lot.id), lot.quantity === lot.of]))
  const units = new Set([...reach.serials()].map(uri))
  for (const lot of reach.lots) {
    const isSerialised = truth.lots.some(
      (one) => one.serialBase >= 0 && one.code === lot.id.slice(lot.id.lastIndexOf('.') + 1) && one.product === lot.product,
    )
    if (!isSerialised && !open.has(uri(lot.id))) wrong.push(`lot ${lot.id} is missing`)
  }
  for (const unit of units) if (!open.has(unit)) wrong.push(`unit ${unit} is missing`)
  for (const unit of reach.past.map(uri)) if (!open.has(unit) && !past.has(unit)) wrong.push(`past unit ${unit} is missing`)
  for (const object of certain) {
    if (object.includes('/21/') ? !units.has(object) : whole.get(object) !== true) wrong.push(`${object} is not certain`)
  }
  const parties = new Map(value.consignees.map((one) => [one.id, one.value]))
  for (const { id: party } of reach.consignees) {
    if (['excluded', undefined].includes(parties.get(uri(party)))) wrong.push(`consignee ${party} is missing`)
  }
  // What is rejected goes back to its supplier, whom the truth does not call a consignee.
  const truly = new Set([...reach.consignees.map((one) => uri(one.id)), ...suppliers.map((party) => uri(urns.party(party)))])
  for (const [party, standing] of parties) if (standing === 'certain' && !truly.has(party)) wrong.push(`consignee ${party} is not certain`)
  return wrong
}

function wrongBackward(chart: Chart, truth: Truth, id: string): string[] {
  const { value } = traceBackward(chart, [uri(id)])
  const open = new Set([...value.certain, ...value.possible])
  const origins = truth.backward(id)
  // The units of the lot that is asked about are the lot.
  const itself = truth.find(id)?.lot
  const serialised = new Set(truth.lots.filter(({ serialBase }) => serialBase >= 0).map(({ product, code }) => `${product.key} ${code}`))
  return [
    ...origins.lots
      .filter((lot) => !serialised.has(`${lot.product.key} ${lot.id.slice(lot.id.lastIndexOf('.') + 1)}`) && !open.has(uri(lot.id)))
      .map((lot) => `lot ${lot.id} is missing`),
    ...origins.serials.filter((one) => truth.find(one)?.lot !== itself && !open.has(uri(one))).map((one) => `unit ${one} is missing`),
  ]
}

const profiles: FactoryOptions[] = [
  { serialParts: 'A' },
  { serialParts: 'B', disturbances: { dateOnly: 0.05, equalTimes: 0.1, clockSkewSeconds: 90 } },
  { serialParts: 'C', disturbances: usualDisturbances },
]

test('nothing that truly happened is missing, and certain is never wrong: factories with their truth', (context) => {
  const seen = { histories: 0, untold: 0, forward: 0, backward: 0 }
  for (let round = 0; round < rounds; round++) {
    const options = { ...profiles[round % profiles.length], seed: `round ${round}`, objects: 1_000 }
    // In every other factory nobody tells the lot of some units, few or many.
    const told = tell(options, round % 2 === 0 ? 0 : 2 + (round % 9))
    const { chart, truth, notable } = told
    seen.histories++
    for (const units of chart.untold.units.values()) seen.untold += units.size
    // Every lot is a question as good as another; a few of each history, others in each.
    const lots = truth.lots.filter((_, position) => position % 17 === round % 17).map((lot) => urns.lot(lot))
    for (const id of [...notable, ...lots]) {
      seen.forward++
      assert.deepEqual(wrongForward(chartFor(told, id), truth, id).slice(0, 5), [], `round ${round}: forward ${id}`)
    }
    for (const id of [notable[3] ?? '', notable[4] ?? '']) {
      seen.backward++
      assert.deepEqual(wrongBackward(chartFor(told, id), truth, id).slice(0, 5), [], `round ${round}: backward ${id}`)
    }
  }
  assert.ok(seen.untold > 0, 'no unit whose lot no fact tells')
  context.diagnostic(JSON.stringify(seen))
})
