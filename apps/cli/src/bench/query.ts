import { canonicalize } from '@proofline/identifiers'
import { firstOrganisation } from '@proofline/server/operations'
import type pg from 'pg'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { captureLoad, LoadMaker, openWires } from './capture.ts'
import { type Growth, growLog, uriInCopy } from './growth.ts'
import { alternate, type Bench, type Measure, type Outcome, quantileOf, type Round, summarise, type Target } from './model.ts'
import { timed } from './plain-table.ts'
import { withScratch } from './scratch.ts'
import { BenchServer } from './server.ts'
import type { Wire } from './wire.ts'

const { schema } = firstOrganisation
const perPage = 30
const inFlight = 4
const eventsInDocument = 1_000
const largestBlock = 100_000
const firstQueries = 40

const sizes = { full: { events: 1_000_000, rounds: 5, queries: 200 }, quick: { events: 20_000, rounds: 3, queries: 40 } } as const

type Kind = {
  readonly outcome: 'query-epc' | 'query-step' | 'query-quantity'
  readonly targets: readonly Target[]
  /** The parameters of one question, and how many events its first page has; undefined: as many as it has. */
  readonly ask: (random: () => number) => { readonly parameters: string; readonly expected: number | undefined }
}

/** The targets are those of a log of this size: a smaller one says nothing about them. */
const targetFacts = 10_000_000
const atMost = (value: number): Target[] => [{ of: 'figure', bound: 'at-most', value }]

/** Fixed questions on a fixed log: runs can be compared. (xorshift32) */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const pick = <T>(from: readonly T[], random: () => number): T => {
  const found = from[Math.floor(random() * from.length)]
  if (found === undefined) throw new Error('there is nothing to ask the benchmark about')
  return found
}

/** What is asked about, read from the block before it is copied. */
async function readSubjects(client: pg.Client) {
  const { rows: things } = await client.query<{ uri: string; events: number }>(`
    select o.uri, count(distinct p.event)::integer as events from ${schema}.view_object o
    join ${schema}.view_participation p on p.object = o.id and p.role <> 'named' and p.quantity is null
    where o.level = 'instance' group by o.uri order by md5(o.uri) limit 20000`)
  const { rows: steps } = await client.query<{ uri: string }>(
    `select biz_step as uri from ${schema}.view_event where biz_step is not null group by biz_step order by biz_step`,
  )
  const { rows: quantities } = await client.query<{ quantity: string }>(
    `select quantity::text from ${schema}.view_participation where quantity is not null and role <> 'named' group by quantity order by count(*), 1`,
  )
  // Copies have longer serials: only of some things is that still an identifier.
  const named = things.filter(({ uri }) => {
    const read = canonicalize(uriInCopy(uri, 999))
    return read.ok && read.value.uri === uriInCopy(uri, 999)
  })
  return { things: named, steps: steps.map(({ uri }) => uri), quantities: quantities.map(({ quantity }) => quantity) }
}

type Subjects = Awaited<ReturnType<typeof readSubjects>>

const kindsOf = ({ things, steps, quantities }: Subjects, { stepMs, fromMs }: Growth, copies: number): Kind[] => [
  {
    outcome: 'query-epc',
    targets: atMost(20),
    ask: (random) => {
      const { uri, events } = pick(things, random)
      const epc = encodeURIComponent(uriInCopy(uri, Math.floor(random() * copies)))
      return { parameters: `MATCH_anyEPC=${epc}`, expected: Math.min(perPage, events) }
    },
  },
  {
    outcome: 'query-step',
    targets: atMost(50),
    ask: (random) => {
      const [one, other] = [random(), random()].map((share) => Math.round(fromMs + share * stepMs * copies))
      const [from, to] = [Math.min(one ?? 0, other ?? 0), Math.max(one ?? 0, other ?? 0)].map((ms) => new Date(ms).toISOString())
      return {
        parameters: `EQ_bizStep=${encodeURIComponent(pick(steps, random))}&GE_eventTime=${from}&LT_eventTime=${to}`,
        expected: undefined,
      }
    },
  },
  {
    outcome: 'query-quantity',
    targets: atMost(50),
    ask: (random) => ({ parameters: `EQ_quantity=${pick(quantities, random)}`, expected: undefined }),
  },
]

type Asking = { readonly server: BenchServer; readonly wire: Wire; readonly client: pg.Client; readonly facts: number }

async function askOnce(
  { server, wire }: Asking,
  { parameters, expected }: ReturnType<Kind['ask']>,
): Promise<{ ms: number; found: number }> {
  const request = server.encodeGet(`/epcis/events?${parameters}&perPage=${perPage}`)
  const startMs = performance.now()
  const { status, body } = await wire.send(request)
  const ms = performance.now() - startMs
  if (status !== 200) throw new CommandError(exitCodes.failed, 'server-failed', { status, detail: body.toString('utf8', 0, 500) })
  const answer: { epcisBody: { queryResults: { resultsBody: { eventList: unknown[] } } } } = JSON.parse(body.toString('utf8'))
  const found = answer.epcisBody.queryResults.resultsBody.eventList.length
  if (expected !== undefined && found !== expected) throw new Error(`${parameters}: ${found} events instead of ${expected}`)
  return { ms, found }
}

/** As many facts as the answer has, from anywhere in the log, by their indexes: what an answer costs that is known beforehand. */
async function lookUp({ client, facts }: Asking, count: number, random: () => number): Promise<number> {
  const indexes = Array.from({ length: count }, () => Math.floor(random() * facts))
  const startMs = performance.now()
  await client.query({
    name: 'bench-facts',
    text: `select index, envelope, body from ${schema}.record_fact where index = any($1::bigint[])`,
    values: [indexes],
  })
  return performance.now() - startMs
}

async function measureKind(asking: Asking, bench: Bench, kind: Kind, growth: Growth): Promise<Outcome> {
  const { rounds, queries } = sizes[bench.size]
  const random = makeRandom(20_260_101)
  const durations: number[] = []
  let [found, counts]: [number, number[]] = [0, []]
  const first: number[] = []
  for (let at = 0; at < firstQueries; at += 1) first.push((await askOnce(asking, kind.ask(random))).ms)
  const p95 = async (work: (at: number) => Promise<number>): Promise<Round> => {
    const times: number[] = []
    const round = await timed(queries, asking.server.watched, async () => {
      for (let at = 0; at < queries; at += 1) times.push(await work(at))
    })
    return { ...round, figure: quantileOf(times, 0.95) }
  }
  const measured = async (round: number): Promise<Round> => {
    counts = []
    return await p95(async (at) => {
      bench.progress('ask', round * queries + at, rounds * queries)
      const answer = await askOnce(asking, kind.ask(random))
      durations.push(answer.ms)
      counts.push(answer.found)
      found += answer.found
      return answer.ms
    })
  }
  const baseline = (): Promise<Round> => p95((at) => lookUp(asking, counts[at] ?? 1, random))
  const pairs = await alternate(rounds, measured, baseline)
  if (found === 0) throw new Error(`${kind.outcome}: no question of the benchmark has an answer`)
  return summarise(kind.outcome, 'ms', pairs, growth.facts >= targetFacts ? kind.targets : [], {
    postgres: asking.server.plain.version,
    rounds,
    queries,
    events: growth.facts,
    block: growth.blockFacts,
    found: Math.round((10 * found) / durations.length) / 10,
    p50Ms: quantileOf(durations, 0.5),
    p99Ms: quantileOf(durations, 0.99),
    worstMs: Math.max(...durations),
    firstMs: quantileOf(first, 0.95),
  })
}

/**
 * EPCIS queries over HTTP, one after the other, on a log of so many events: a block of them is captured and projected as ever, then repeated in the
 * tables (`growLog`). Each beside the look-up of as many facts by their primary key.
 */
export const measureQuery: Measure = (bench) =>
  withScratch(async (scratch) => {
    const wanted = bench.events ?? sizes[bench.size].events
    const documents = Math.max(1, Math.min(largestBlock, Math.floor(wanted / 10)) / eventsInDocument) | 0
    bench.progress('prepare', 0, 0)
    const server = await BenchServer.start(scratch)
    const wires = await openWires(scratch, server, inFlight)
    const maker = LoadMaker.endless(server, 'mixed', 'query')
    for (let left = documents; left > 0; left -= 20) await captureLoad(server, wires, maker.make(Math.min(20, left)))
    const copies = Math.ceil(wanted / (documents * eventsInDocument))
    return await server.plain.connected(async (client) => {
      const subjects = await readSubjects(client)
      const growth = await growLog(client, copies, (done, total) => bench.progress('grow', done, total))
      const outcomes: Outcome[] = []
      // A connection that the server has closed meanwhile would fail the first question.
      const [wire] = await openWires(scratch, server, 1)
      if (wire === undefined) throw new Error('the benchmark has no connection')
      for (const kind of kindsOf(subjects, growth, copies)) {
        outcomes.push(await measureKind({ server, wire, client, facts: growth.facts }, bench, kind, growth))
      }
      return outcomes
    })
  })
