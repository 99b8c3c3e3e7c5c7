import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { type ConnectionSettings, guardKey, instantOf, type NewFact, type OpenRecord, openRecord } from '@proofline/server/operations'
import { alternate, type Bench, type Measure, type Round, summarise, type Target } from './model.ts'
import { encodeRows, PlainTable, timed } from './plain-table.ts'
import type { Watched } from './processes.ts'
import { type Scratch, withScratch } from './scratch.ts'

export const bodyBytes = 1000
const factsInSubmission = 1000
const inFlight = 4
const rounds = 3

const sizes = {
  full: { keys: 5_000_000, facts: 100_000, warmUp: 20_000 },
  quick: { keys: 200_000, facts: 20_000, warmUp: 5_000 },
} as const

const targets: readonly Target[] = [
  { of: 'figure', bound: 'at-least', value: 25_000 },
  { of: 'ratio', bound: 'at-least', value: 0.2 },
  { of: 'ratio', bound: 'at-least', value: 0.35, stretch: true },
]

/** Facts as intake submits them: an EPCIS event of 1,000 bytes, its hash as an attribute, its idempotency key. None equals another. */
export function makeSubmissions(from: number, count: number): NewFact[][] {
  const bodies = Buffer.alloc(count * bodyBytes, ' ')
  const source = { system: 'bench', reference: '/epcisBody/eventList/0', method: 'api', receivedAt: instantOf(Date.now()) } as const
  const facts = Array.from({ length: count }, (_, i): NewFact => {
    const eventId = `urn:uuid:${(from + i).toString(16).padStart(32, '0')}`
    const body = bodies.subarray(i * bodyBytes, (i + 1) * bodyBytes)
    body.write(`{"eventID":"${eventId}","filling":"${randomBytes(460).toString('hex')}"}`)
    const told = { kind: 'event/1', actor: 'api-client-1', source, subject: eventId, body } as const
    return { ...told, eventHash: randomBytes(32), once: guardKey('bench', eventId) }
  })
  return Array.from({ length: Math.ceil(count / factsInSubmission) }, (_, i) =>
    facts.slice(i * factsInSubmission, (i + 1) * factsInSubmission),
  )
}

/** So many submissions at a time; whoever calls has made them before. */
export async function appendAll(record: OpenRecord, submissions: readonly NewFact[][], onFacts?: (count: number) => void): Promise<void> {
  const waiting = submissions.values()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const facts of waiting) {
        const { outcome } = await record.ledger.append({ facts })
        if (outcome !== 'appended') throw new Error(`facts of the benchmark were ${outcome}`)
        onFacts?.(facts.length)
      }
    }),
  )
}

/** The record on a cluster of its own, in this process; and the plain table beside it. */
export async function openScratchRecord(scratch: Scratch): Promise<{ record: OpenRecord; plain: PlainTable; watched: Watched }> {
  const record = await openRecord(join(scratch.folder, 'data'))
  scratch.watch(record.postgresPid)
  scratch.onClose(() => record.close())
  const plain = await PlainTable.create(record.admin as ConnectionSettings)
  scratch.onClose(() => plain.close())
  return { record, plain, watched: { server: process.pid, postgres: record.postgresPid } }
}

/**
 * Keys as spread as hashes are. The index is built after the rows, as it would take minutes otherwise; then everything is written back, so
 * that the rounds pay for full page images as a log that is hours old does, and autovacuum has nothing to come for.
 */
async function preloadKeys(plain: PlainTable, { schema }: OpenRecord['organisation'], keys: number): Promise<void> {
  await plain.run(
    `alter table ${schema}.work_guard drop constraint work_guard_pkey`,
    `insert into ${schema}.work_guard (key, last_index) select md5('bench ' || n)::uuid, 0 from generate_series(1, ${keys}) n`,
    `alter table ${schema}.work_guard add constraint work_guard_pkey primary key (key)`,
    `vacuum (analyze) ${schema}.work_guard`,
    'checkpoint',
  )
}

export const measureAppend: Measure = (bench) =>
  withScratch(async (scratch) => {
    const { keys, facts, warmUp } = sizes[bench.size]
    bench.progress('prepare', 0, 0)
    const { record, plain, watched } = await openScratchRecord(scratch)
    await preloadKeys(plain, record.organisation, keys)
    await appendAll(record, makeSubmissions(0, warmUp))
    const pairs = await runRounds(bench, record, plain, watched, warmUp, facts)
    return summarise('append', 'facts/s', pairs, targets, { postgres: plain.version, rounds, facts, keys })
  })

async function runRounds(bench: Bench, record: OpenRecord, plain: PlainTable, watched: Watched, from: number, facts: number) {
  let submissions: NewFact[][] = []
  const measured = async (round: number): Promise<Round> => {
    let done = 0
    return await timed(facts, watched, () =>
      appendAll(record, submissions, (count) => {
        done += count
        bench.progress('append', round * facts + done, rounds * facts)
      }),
    )
  }
  const baseline = (): Promise<Round> => plain.copyIn(encodeRows(submissions.flat().map(({ body }) => body)), facts, watched)
  return await alternate(rounds, measured, baseline, (round) => {
    submissions = makeSubmissions(from + round * facts, facts)
  })
}
