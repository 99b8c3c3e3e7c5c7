import { firstOrganisation } from '@proofline/server/operations'
import {
  alternate,
  type Bench,
  judge,
  medianOf,
  type Outcome,
  type Pair,
  type Profile,
  type Round,
  summarise,
  type Target,
} from './model.ts'
import { timed } from './plain-table.ts'
import { forgetPeakMemory } from './processes.ts'
import type { Baselines } from './trace-baseline.ts'
import type { TraceHistory } from './trace-history.ts'

const { schema } = firstOrganisation
const newline = 0x0a
const atMost = (value: number): Target => ({ of: 'figure', bound: 'at-most', value })

type Listed = { readonly ms: number; readonly firstMs: number; readonly units: number; readonly bytes: number }

/** Reads the whole list of units of a lot's forward scope, a line each, and throws it away. `firstMs`: until its first bytes. */
export async function readUnitList({ server }: Pick<TraceHistory, 'server'>, lot: string): Promise<Listed> {
  const startMs = performance.now()
  const answer = await server.post('/trace', JSON.stringify({ ask: 'lots', seed: [lot], list: 'units' }), 'application/x-ndjson')
  // One that breaks off has no last chunk (RFC 9112, section 8): to read it fails. A line before the units, and one after them.
  let [lines, bytes, firstMs] = [0, 0, Number.NaN]
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (bytes === 0) firstMs = performance.now() - startMs
    bytes += chunk.length
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1
  }
  return { ms: performance.now() - startMs, firstMs, units: lines - 2, bytes }
}

export type Listing = {
  readonly history: TraceHistory
  readonly baselines: Baselines
  readonly profile: Profile
  readonly details: Outcome['details'] & { readonly rounds: number }
  /** Whether the history is of the size that the targets are for. */
  readonly judged: boolean
}

/**
 * All units that something of the one lot may be in, by name: how long until the last is there, how fast they come, and what the server holds meanwhile.
 */
export async function measureList({ history, baselines, profile, details, judged }: Listing, bench: Bench): Promise<Outcome[]> {
  const { rounds } = details
  const { server, subjects } = history
  const lot = subjects.hotLot
  const idle = await readMemory(history)
  const first = await readUnitList(history, lot)
  const lists: Listed[] = []
  const measured = async (): Promise<Round> => {
    bench.progress('list', lists.length, rounds)
    const round = await timed(1, server.watched, async () => {
      lists.push(await readUnitList(history, lot))
    })
    return { ...round, figure: lists.at(-1)?.ms ?? Number.NaN }
  }
  const closure = await alternate(rounds, measured, () => baselines.round('forward', [lot]))
  const peak = await server.peakMemory()
  const { found } = baselines
  // As many identifiers as PostgreSQL alone sends in the same order.
  const plainText = `copy (select uri from ${schema}.view_object order by id limit ${first.units}) to stdout`
  const rates: Pair[] = []
  for (const [at, { measured: round }] of closure.entries()) {
    const units = lists[at]?.units ?? 0
    rates.push({
      measured: { ...round, figure: (1000 * units) / round.figure },
      baseline: await server.plain.copyOut(plainText, units, server.watched),
    })
  }
  const all = {
    ...details,
    units: first.units,
    bytes: first.bytes,
    firstMs: first.ms,
    beginMs: medianOf(lists.map(({ firstMs }) => firstMs)),
    worstMs: Math.max(...lists.map(({ ms }) => ms)),
    memory: peak,
    found,
  }
  const closureTargets = judged && profile === 'C' ? [atMost(500)] : []
  const memoryTargets = judged ? [atMost(300_000_000)] : []
  return [
    summarise('trace-closure', 'ms', closure, closureTargets, all),
    summarise('trace-list', 'objects/s', rates, judged ? [{ of: 'figure', bound: 'at-least', value: 1_000_000 }] : [], all),
    {
      measure: 'trace-memory',
      unit: 'bytes',
      figure: peak,
      baseline: idle,
      ratio: peak / idle,
      verdicts: judge(memoryTargets, peak, undefined),
      rounds: [],
      cpu: summarise('trace-memory', 'bytes', closure, [], all).cpu,
      details: all,
    },
  ]
}

/** From here on the most that the server holds is told anew, where this system can do that. @returns what it holds now */
async function readMemory({ server }: TraceHistory): Promise<number> {
  forgetPeakMemory(server.watched.server)
  return await server.peakMemory()
}
