import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalEvent, type EpcisEvent, readContext } from '@proofline/epcis'
import { createFactory, usualDisturbances } from '@proofline/factory'
import { EventQueries, type Position, parseQuery } from '../../../src/answers/events/index.ts'
import { instantOf, type NewFact, parseEnvelope, selectFacts } from '../../../src/record/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../views/history.ts'
import { Dice, declarationOf, eventOf, pools } from './generate.ts'
import { type Element, findNaively, type Parameters, type Told } from './naive.ts'
import { parameterValues } from './questions.ts'

const isLong = process.env.PROOFLINE_LONG === '1'
const context = readContext({ ex: 'https://example.org/ns/' })
const remote = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { ex: 'https://example.org/ns/', proofline: 'https://proofline.dev/ns/' },
]

function documentOf(events: readonly unknown[]): unknown {
  return {
    '@context': remote,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-06-01T00:00:00Z',
    epcisBody: { eventList: events },
  }
}

function elementFact({ id, attributes, children }: Omit<Element, 'index'>): NewFact {
  const element = { id, attributes: attributes.map(([name, attribute]) => ({ id: name, attribute })), children: [...children] }
  const body = canonicalEvent({ element, vocabulary: 'urn:epcglobal:epcis:vtype:Location' } as unknown as EpcisEvent, context)
  const receivedAt = instantOf(Date.UTC(2026, 5, 1))
  return {
    kind: 'master-data/1',
    actor: 'erp',
    source: { system: 'erp', reference: 'sha256:0#/', method: 'api', receivedAt },
    subject: id,
    body: Buffer.from(body),
  }
}

const [first, second, third, fourth] = pools.places
const elements: readonly Omit<Element, 'index'>[] = [
  { id: first, attributes: [['ex:city', '上海']], children: [second, third] },
  { id: third, attributes: [['ex:floor', '2']], children: [fourth] },
  {
    id: fourth,
    attributes: [
      ['ex:city', 'Ulm'],
      ['ex:floor', '3'],
    ],
    children: [first],
  },
  { id: pools.classes[0], attributes: [['ex:city', 'Ulm']], children: [] },
  { id: pools.transactions[2], attributes: [['ex:city', 'Ulm']], children: [] },
  // Said anew: the first place has lost a child and its city.
  { id: first, attributes: [['ex:floor', '2']], children: [second] },
]

type World = {
  readonly history: TestHistory
  readonly queries: EventQueries
  readonly told: readonly Told[]
  readonly elements: readonly Element[]
}

async function build(events: number, seed: number): Promise<World> {
  const history = await openTestHistory()
  const { database, organisation, ledger } = history
  const dice = new Dice(seed)
  const told: Element[] = []
  const made: Record<string, unknown>[] = []
  for (let number = 0; number < events; number += 1) {
    const event = dice.next(8) === 0 && made.length > 0 ? declarationOf(dice, dice.pick(made)) : eventOf(dice, number)
    if (!('errorDeclaration' in event)) made.push(event)
    await history.append(factsOfDocument(dice.pick(['mes', 'wms']), documentOf([event])))
    const element = number % 20 === 10 ? elements[(number - 10) / 20] : undefined
    if (element === undefined) continue
    const [index = -1] = await history.append([elementFact(element)])
    told.push({ ...element, index })
  }
  let count = 0
  for (const { source, document } of createFactory({
    seed: `queries/${seed}`,
    objects: 2_000,
    serialParts: 'B',
    disturbances: usualDisturbances,
  }).documents()) {
    const facts = factsOfDocument(source, document)
    await history.append(facts)
    count += facts.length
    if (count > 2 * events) break
  }
  const facts = await database.transaction(organisation, (transaction) => selectFacts(transaction, 0, ledger.state().size), {
    readOnly: true,
  })
  const all = facts.flatMap(({ index, envelopeBytes, body }): Told[] => {
    const envelope = parseEnvelope(envelopeBytes)
    if (!envelope.ok || body === null || envelope.value.kind !== 'event/1') return []
    return [{ index, event: JSON.parse(body.toString()) as EpcisEvent, recordedMs: Date.parse(envelope.value.recordedAt) }]
  })
  const queries = new EventQueries({ database, organisation, ledger, views: { waitFor: () => history.project({ maxFacts: 100 }) } })
  return { history, queries, told: all, elements: told }
}

async function find({ queries }: World, parameters: Parameters, asOf: number): Promise<number[]> {
  const query = parseQuery(parameters, { form: 'json', context })
  if (!query.ok) throw new Error(JSON.stringify([parameters, query.problems]))
  const indexes: number[] = []
  let position: Position | undefined
  do {
    const outcome = await queries.page(query.value, { perPage: 500, ...(position === undefined ? { asOf } : { position }) })
    if (outcome.what !== 'page') throw new Error(JSON.stringify([parameters, outcome]))
    indexes.push(...outcome.events.map(({ index }) => index))
    position = outcome.next
  } while (position !== undefined)
  return indexes.sort((left, right) => left - right)
}

const rounds = isLong ? 5_000 : 200

test('any query finds what a naive reading of the same events finds', async (t) => {
  const world = await build(isLong ? 600 : 180, isLong ? Date.now() : 7)
  const values = parameterValues()
  const size = world.history.ledger.state().size
  const dice = new Dice(isLong ? Date.now() : 11)
  const names = [...values.keys()]
  let [asked, hits] = [0, 0]
  const met = new Set<string>()
  const ask = async (some: readonly string[], asOf: number): Promise<void> => {
    const parameters = Object.fromEntries(some.map((name) => [name, values.get(name)?.(dice)]))
    const expected = findNaively(parameters, world.told, { elements: world.elements, asOf })
    assert.deepEqual(await find(world, parameters, asOf), expected, JSON.stringify([parameters, asOf]))
    asked += 1
    if (expected.length === 0) return
    hits += 1
    if (expected.length < world.told.length) for (const name of some) met.add(name)
  }
  // Of the rare ones some more, until one question is answered by some events and not by others.
  for (const name of names) for (let tries = 0; tries < 5 && !met.has(name); tries += 1) await ask([name], size)
  const frequent = names.filter((name) => !/ex:|_[A-Z]{3}$/.test(name))
  for (let round = 0; round < rounds; round += 1) {
    await ask([...new Set([dice.pick(names), ...dice.some(frequent, 2)])], dice.next(2) === 0 ? size : dice.next(size))
  }
  const never = names.filter((name) => !met.has(name) && !/recordTime/.test(name))
  t.diagnostic(`${asked} queries, ${hits} found something; ${never.length} of ${names.length} names never told events apart`)
  assert.deepEqual(
    never.filter((name) => frequent.includes(name)),
    [],
  )
  assert.ok(never.length < names.length / 8, never.join(' '))
})
