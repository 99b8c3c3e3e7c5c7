import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFactory, type FactoryOptions, maker, suppliers, type Truth, urns, usualDisturbances } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import type { EventCondition } from '../../../src/answers/trace/rules/scope/condition.ts'
import { type Fact, factsOf, historyOf } from './history.ts'
import { exposingOf } from './matching.ts'
import { untell } from './untelling.ts'

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 300) : 4

const uri = (id: string): string => {
  const reading = canonicalize(id)
  return reading.ok ? reading.value.uri : assert.fail(`not an identifier: ${id}`)
}

const own = new Set([uri(urns.party(maker))])
const steriliser = 'https://proofline.dev/ns/cbv/BizStep-sterilizing'

type Asked = { readonly what: string; readonly condition: EventCondition; readonly truth: readonly string[] }

/** What the answer says that the truth denies. */
function wrongIn(
  facts: readonly Fact[],
  truth: Truth,
  { condition, truth: ids }: Asked,
): { wrong: string[]; counts: Record<string, number> } {
  const { value } = evaluate(historyOf(facts), 'forward', [], own, exposingOf(facts, condition, []))
  const open = new Set([...value.certain, ...value.possible])
  const past = new Set(value.past.map(({ id }) => id))
  const reach = truth.forward(...ids)
  const whole = new Map(reach.lots.map((lot) => [uri(lot.id), lot.quantity === lot.of]))
  const units = new Set([...reach.serials()].map(uri))
  const isSerialised = (id: string): boolean => truth.lots.some((lot) => lot.serialBase >= 0 && uri(urns.lot(lot)) === id)
  const parties = new Map(value.consignees.map((one) => [one.id, one.value]))
  const reached = new Set([...reach.consignees.map((one) => uri(one.id)), ...suppliers.map((party) => uri(urns.party(party)))])
  const wrong = [
    ...[...whole.keys()].filter((id) => !isSerialised(id) && !open.has(id)).map((id) => `lot ${id} is missing`),
    ...[...units].filter((id) => !open.has(id)).map((id) => `unit ${id} is missing`),
    ...reach.past
      .map(uri)
      .filter((id) => !open.has(id) && !past.has(id))
      .map((id) => `past unit ${id} is missing`),
    ...value.certain.filter((id) => (id.includes('/21/') ? !units.has(id) : whole.get(id) !== true)).map((id) => `${id} is not certain`),
    ...[...reach.consignees.map((one) => uri(one.id))]
      .filter((id) => ['excluded', undefined].includes(parties.get(id)))
      .map((id) => `consignee ${id} is missing`),
    ...[...parties].filter(([id, word]) => word === 'certain' && !reached.has(id)).map(([id]) => `consignee ${id} is not certain`),
    ...value.excluded.filter(({ by }) => by.length === 0).map(({ id }) => `${id} is excluded by nothing`),
  ]
  const truly = [...units, ...whole.keys()].length
  return {
    wrong,
    counts: {
      truly,
      certain: value.certain.length,
      possible: value.possible.length,
      consignees: reach.consignees.length,
      named: parties.size,
    },
  }
}

const profiles: FactoryOptions[] = [
  { serialParts: 'A' },
  { serialParts: 'B', disturbances: { dateOnly: 0.05, equalTimes: 0.1, clockSkewSeconds: 90 } },
  { serialParts: 'C', disturbances: usualDisturbances },
]

test('loads and transports: nothing that truly was in them is missing, and certain is never wrong: factories with their truth', (context) => {
  for (let round = 0; round < rounds; round++) {
    const factory = createFactory({ ...profiles[round % profiles.length], seed: `met ${round}`, objects: 1_000 })
    const documents = [...factory.documents()].map(({ source, document }) => ({
      source,
      receivedAt: document.creationDate,
      document: document as unknown as Record<string, unknown>,
    }))
    // In every other factory nobody tells the lot of some units, few or many.
    const facts = factsOf(round % 2 === 0 ? documents : untell(documents, 2 + (round % 9)))
    const { load, excursion } = factory.notables()
    const asked: Asked[] = [
      { what: 'load', condition: { bizTransaction: { id: uri(load) } }, truth: [load] },
      { what: 'load and step', condition: { bizTransaction: { id: uri(load) }, step: steriliser }, truth: [load] },
      {
        what: 'excursion',
        condition: { transport: uri(excursion), sensor: { type: 'https://gs1.org/voc/Temperature', above: '40', uom: 'CEL' } },
        truth: [excursion],
      },
      { what: 'transport', condition: { transport: uri(excursion) }, truth: [excursion] },
    ]
    for (const one of asked) {
      const { wrong, counts } = wrongIn(facts, factory.truth(), one)
      context.diagnostic(`${round} ${one.what}: ${JSON.stringify(counts)}`)
      assert.deepEqual(wrong.slice(0, 5), [], `round ${round}: ${one.what}`)
    }
  }
})
