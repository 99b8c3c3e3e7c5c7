import { maker, type Notables, urns } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { firstOrganisation } from '@proofline/server/operations'
import type pg from 'pg'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { captureLoad, LoadMaker, openWires } from './capture.ts'
import {
  alternate,
  type Bench,
  type Measure,
  medianOf,
  type Outcome,
  quantileOf,
  type Round,
  summarise,
  type Target,
  type TraceName,
} from './model.ts'
import { timed } from './plain-table.ts'
import { withScratch } from './scratch.ts'
import { BenchServer } from './server.ts'
import type { Wire } from './wire.ts'

const { schema } = firstOrganisation
const inFlight = 4
const rounds = 3
const sizes = { full: { objects: 100_000, questions: 7 }, quick: { objects: 20_000, questions: 3 } } as const
const profiles = ['A', 'B', 'C'] as const
type Profile = (typeof profiles)[number]

/** What went into what, forward: of makings, of members of lots, of what was fitted. No times, no values, no gaps, no consignees. */
const forwardStep = `
  select made.object from ${schema}.view_participation used join ${schema}.view_participation made on made.event = used.event and made.role = 'output'
    where used.object = r.object and used.role = 'input'
  union all select object from ${schema}.view_participation where lot = r.object
  union all select whole.object from ${schema}.view_participation part join ${schema}.view_event e on e.index = part.event and e.type = 'AssociationEvent'
    join ${schema}.view_participation whole on whole.event = part.event and whole.role = 'parent' where part.object = r.object and part.role = 'child'`
const backwardStep = `
  select used.object from ${schema}.view_participation made join ${schema}.view_participation used on used.event = made.event and used.role = 'input'
    where made.object = r.object and made.role = 'output'
  union all select lot from ${schema}.view_participation where object = r.object and lot is not null
  union all select part.object from ${schema}.view_participation whole join ${schema}.view_event e on e.index = whole.event and e.type = 'AssociationEvent'
    join ${schema}.view_participation part on part.event = whole.event and part.role = 'child' where whole.object = r.object and whole.role = 'parent'`
const reachBy = (step: string): string => `with recursive reach (object) as (
    select id from ${schema}.view_object where uri = $1 union select next.object from reach r cross join lateral (${step}) next
  ) select o.uri from reach join ${schema}.view_object o on o.id = reach.object`
const ownEvents = `select e.* from ${schema}.view_object o join ${schema}.view_participation p on p.object = o.id
  join ${schema}.view_event e on e.index = p.event where o.uri = $1 order by e.occurred_from_ms`

type Kind = {
  readonly outcome: TraceName
  readonly atMostMs: Readonly<Record<Profile, number>>
  readonly ask: string
  readonly about: keyof Pick<Notables, 'typicalLot' | 'hotLot' | 'serial'>
  /** As known when the log had this share of its facts. */
  readonly share?: number
  readonly baseline: string
}

/** The targets are those of a history of this size: a smaller one says nothing about them. */
const targetObjects = 10_000_000
const same = (value: number): Kind['atMostMs'] => ({ A: value, B: value, C: value })
const kinds: readonly Kind[] = [
  { outcome: 'trace-lots', ask: 'lots', about: 'typicalLot', atMostMs: { A: 5, B: 15, C: 15 }, baseline: reachBy(forwardStep) },
  { outcome: 'trace-hot', ask: 'lots', about: 'hotLot', atMostMs: same(100), baseline: reachBy(forwardStep) },
  {
    outcome: 'trace-past',
    ask: 'lots',
    about: 'typicalLot',
    share: 0.7,
    atMostMs: { A: 15, B: 45, C: 45 },
    baseline: reachBy(forwardStep),
  },
  { outcome: 'trace-units', ask: 'forward', about: 'typicalLot', atMostMs: same(500), baseline: reachBy(forwardStep) },
  { outcome: 'trace-serial', ask: 'forward', about: 'serial', atMostMs: same(10), baseline: reachBy(forwardStep) },
  { outcome: 'trace-backward', ask: 'backward', about: 'serial', atMostMs: same(3), baseline: reachBy(backwardStep) },
  { outcome: 'trace-history', ask: 'history', about: 'serial', atMostMs: same(10), baseline: ownEvents },
]

type Asking = {
  readonly server: BenchServer
  readonly wire: Wire
  readonly client: pg.Client
  readonly profile: Profile
  readonly facts: number
  readonly objects: number
  readonly notables: Notables
}

type Said = { readonly gaps: readonly unknown[]; readonly conditions: readonly { readonly code: string }[] }

async function ask({ server, wire }: Asking, question: object): Promise<{ ms: number; bytes: number; said: Said }> {
  const request = server.encodePost('/trace', Buffer.from(JSON.stringify(question)))
  const startMs = performance.now()
  const { status, body } = await wire.send(request)
  const ms = performance.now() - startMs
  if (status !== 200) throw new CommandError(exitCodes.failed, 'server-failed', { status, detail: body.toString('utf8', 0, 500) })
  return { ms, bytes: body.length, said: JSON.parse(body.toString('utf8')) as Said }
}

const uriOf = (id: string): string => {
  const read = canonicalize(id)
  if (!read.ok) throw new TypeError(`the factory names what is no identifier: ${id}`)
  return read.value.uri
}

async function measureKind(asking: Asking, bench: Bench, kind: Kind): Promise<Outcome> {
  const { questions } = sizes[bench.size]
  const uri = uriOf(asking.notables[kind.about])
  const asOf = kind.share === undefined ? {} : { asOf: { index: Math.floor(asking.facts * kind.share) } }
  const question = { ask: kind.ask, seed: [uri], ...asOf }
  const first = await ask(asking, question)
  const durations: number[] = []
  const inTurn = async (work: () => Promise<number>): Promise<Round> => {
    const times: number[] = []
    const round = await timed(questions, asking.server.watched, async () => {
      for (let at = 0; at < questions; at += 1) times.push(await work())
    })
    return { ...round, figure: medianOf(times) }
  }
  const measured = (): Promise<Round> =>
    inTurn(async () => {
      const { ms } = await ask(asking, question)
      durations.push(ms)
      return ms
    })
  let rows = 0
  const baseline = (): Promise<Round> =>
    inTurn(async () => {
      const startMs = performance.now()
      rows = (await asking.client.query({ name: `bench-${kind.outcome}`, text: kind.baseline, values: [uri] })).rows.length
      return performance.now() - startMs
    })
  const pairs = await alternate(rounds, measured, baseline)
  const { said, bytes } = await ask(asking, question)
  const isBounded = said.conditions.some(({ code }) => code.endsWith('-bounded'))
  const target: Target = { of: 'figure', bound: 'at-most', value: kind.atMostMs[asking.profile] }
  return summarise(kind.outcome, 'ms', pairs, asking.objects >= targetObjects ? [target] : [], {
    postgres: asking.server.plain.version,
    rounds,
    questions,
    profile: asking.profile,
    objects: asking.objects,
    facts: asking.facts,
    firstMs: first.ms,
    worstMs: quantileOf(durations, 1),
    gaps: said.gaps.length,
    bounded: isBounded ? 1 : 0,
    bytes,
    found: rows,
    memory: await asking.server.peakMemory(),
  })
}

const measureProfile = (bench: Bench, profile: Profile): Promise<Outcome[]> =>
  withScratch(async (scratch) => {
    const objects = bench.objects ?? sizes[bench.size].objects
    bench.progress('prepare', 0, 0)
    const server = await BenchServer.start(scratch, { PROOFLINE_OWN: uriOf(urns.party(maker)) })
    const wires = await openWires(scratch, server, inFlight)
    const history = LoadMaker.ofHistory(server, { serialParts: profile, objects, seed: 'bench/trace' })
    for (let load = history.make(20, true); load.events > 0; load = history.make(20, true)) await captureLoad(server, wires, load)
    const notables = history.notables()
    const facts = await server.logSize()
    return await server.plain.connected(async (client) => {
      await client.query('vacuum (analyze)')
      // A connection that the server has closed meanwhile would fail the first question.
      const [wire] = await openWires(scratch, server, 1)
      if (wire === undefined) throw new Error('the benchmark has no connection')
      const outcomes: Outcome[] = []
      for (const kind of kinds) {
        bench.progress('ask', outcomes.length, kinds.length)
        outcomes.push(await measureKind({ server, wire, client, profile, facts, objects, notables }, bench, kind))
      }
      return outcomes
    })
  })

/**
 * Trace over HTTP, one question after the other, on a history of the factory that was captured and projected as ever; for each share of parts with
 * serial numbers of their own. Each beside a recursive CTE over the same rows.
 */
export const measureTrace: Measure = async (bench) => {
  const outcomes: Outcome[] = []
  for (const profile of profiles) outcomes.push(...(await measureProfile(bench, profile)))
  return outcomes
}
