import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Answer } from '../../../src/answers/trace/index.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { sql } from '../../../src/platform/database/index.ts'
import { type Asked, answerIn, openPlant, type Plant, rhythmOf, uriOf, withheld } from './withheld.ts'

const isLong = process.env.PROOFLINE_LONG === '1'
const trials = isLong ? Number(process.env.RUNS ?? 1_000) : 16

type Told = {
  readonly index: number
  readonly source: string
  readonly type: string
  readonly action: string | null
  readonly step: string | null
  /** What it names, with the lots that it tells, and the products. */
  readonly names: readonly string[]
  /** What it makes, no other event names. */
  readonly isOnlyWord: boolean
}
type Question = Asked & { readonly told: TraceValue }

/**
 * What nobody can notice, because nothing else that is told depends on it (docs/reference/completeness.md): one of several records of one making or
 * of one lot, where no recipe says that it is needed; rework under the same name, and what took the place of a part that was taken out; and what
 * made things that no other fact names.
 */
const unnoticed = [
  /^mes TransformationEvent null (?:creating_class_instance|blending)$/,
  /^service (?:AssociationEvent ADD installing|TransformationEvent null reworking)$/,
]
const isUnnoticeable = (event: Told): boolean => event.isOnlyWord || unnoticed.some((form) => form.test(classOf(event)))

const classOf = ({ source, type, action, step }: Told): string => `${source} ${type} ${action} ${step?.replace(/.*[-/]/, '')}`

let plant: Plant
const questions: Question[] = []

const ask = (question: Asked): Promise<Answer> =>
  plant.history.database.transaction(plant.history.organisation, (transaction) => answerIn(transaction, question))

before(async () => {
  plant = await openPlant({ seed: 'withheld', serialParts: 'B' })
  const { supplierLot, hotLot, typicalLot, serial, serialLot, substitutedLot } = plant.factory.notables()
  for (const id of [supplierLot, hotLot, typicalLot, serial, serialLot, substitutedLot]) {
    for (const direction of ['forward', 'backward'] as const) {
      const asked: Asked = { ask: direction, seed: [uriOf(id)] }
      const { value, certificate, gaps, unchecked } = await ask(asked)
      assert.deepEqual([gaps, unchecked, certificate.verdict], [[], [], 'complete'], `${direction} ${id}`)
      assert.equal(certificate.coverage.walks.open, 0)
      questions.push({ ...asked, told: value as TraceValue })
    }
  }
})

/** What an answer says to whoever acts on it. */
const said = ({ certain, possible, past, consignees, origins }: TraceValue): string =>
  JSON.stringify([certain, possible, past.map(({ id }) => id), consignees.map(({ id, value }) => [id, value]), origins])

/** Events that carry something of the scope: all but those that only look. */
function carrying({ told, seed }: Question): Promise<Told[]> {
  const { certain, possible, past, carriers } = told
  const objects = [...seed, ...certain, ...possible, ...past.map(({ id }) => id), ...carriers.certain, ...carriers.possible]
  return plant.history.database.transaction(plant.history.organisation, (transaction) =>
    transaction.query<Told>(sql`
      select e.index, s.name as source, e.type, e.action, e.biz_step as step, (
        select array_agg(distinct n.uri) from view_participation p join view_object o on o.id = p.object
        join view_object n on n.id in (o.id, p.lot, o.class) where p.event = e.index
      ) as names, exists (select from view_participation p where p.event = e.index and p.role = 'output') and not exists (
        select from view_participation p join view_participation other on other.object = p.object and other.event <> e.index
        where p.event = e.index and p.role = 'output') as "isOnlyWord"
      from view_event e join view_source s on s.id = e.source
      where e.type <> 'ObjectEvent' and exists (
        select from view_participation p join view_object o on o.id = p.object where p.event = e.index and o.uri = any(${objects}::text[]))
      order by e.index`),
  )
}

test('an event that carries something of the scope is withheld: where the answer says other things, it is incomplete, and a gap names what is missing', async (context) => {
  const jobs: { question: Question; event: Told }[] = []
  for (const question of questions) for (const event of await carrying(question)) jobs.push({ question, event })
  const seen = { tried: 0, changed: 0, unnoticed: 0 }
  const faults: string[] = []
  for (let trial = 0; trial < trials; trial++) {
    // Spread over all of them, the same in each run.
    const { question, event } = jobs[Math.floor(((trial * 0.618_033_988_75) % 1) * jobs.length)] ?? assert.fail()
    const answer = await withheld(plant, event.index, (transaction) => answerIn(transaction, question))
    const about = `${question.ask} ${question.seed.join()} without ${event.index}: ${classOf(event)}`
    seen.tried++
    if (said(answer.value as TraceValue) === said(question.told)) continue
    seen.changed++
    if (answer.certificate.verdict === 'complete' && isUnnoticeable(event)) {
      seen.unnoticed++
      continue
    }
    const isNamed = answer.gaps.some(({ object = '', consignee = '' }) => event.names.includes(object) || event.names.includes(consignee))
    if (answer.certificate.verdict === 'complete') faults.push(`${about}: it is called complete`)
    else if (!isNamed) faults.push(`${about}: no gap names what is missing, ${JSON.stringify(answer.gaps)}`)
  }
  assert.deepEqual(faults, [])
  assert.ok(seen.changed > trials / 4, `the trials show little: ${JSON.stringify(seen)}`)
  context.diagnostic(JSON.stringify({ ...seen, events: jobs.length }))
})

test('one source stops: it is named as silent since its last word', async () => {
  const options = { seed: 'withheld', serialParts: 'B', eventsPerDocument: 25 } as const
  const { times, lastMs } = rhythmOf(options, 'wms')
  const rhythm = Math.max(...[...times, lastMs].map((time, position, all) => time - (all[position - 1] ?? time)))
  const stopMs = times[Math.floor(times.length / 4)] ?? 0
  assert.ok(lastMs - stopMs > rhythm, 'the history is too short to tell')
  const stopped = await openPlant(options, {
    without: ({ source, receivedAt }) => source === 'wms' && Date.parse(receivedAt) > stopMs,
    rhythms: new Map([['wms', rhythm]]),
  })
  const { supplierLot } = stopped.factory.notables()
  const { database, organisation } = stopped.history
  const answer = await database.transaction(organisation, (transaction) =>
    answerIn(transaction, { ask: 'forward', seed: [uriOf(supplierLot)] }),
  )
  const silent = answer.gaps.filter(({ code }) => code === 'source-silent')
  assert.deepEqual(silent, [{ code: 'source-silent', source: 'wms', since: new Date(stopMs).toISOString() }])
  assert.equal(answer.certificate.verdict, 'incomplete')
  const covered = answer.certificate.coverage.sources.find(({ source }) => source === 'wms')
  assert.equal(covered?.reportingUntil.received, new Date(stopMs).toISOString())
  await stopped.history.close()
})
