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

type Listed = { readonly ms: number; readonly closureMs: number; readonly units: number; readonly bytes: number }

/**
 * Reads the whole list of units of a lot's forward scope, a line each, and throws it away. `closureMs`: until its first line is there, which tells how many
 * units follow: the server writes it when it knows which they are. A list that names another number of them is none.
 */
export async function readUnitList({ server }: Pick<TraceHistory, 'server'>, lot: string): Promise<Listed> {
  const startMs = performance.now()
  const answer = await server.post('/trace', JSON.stringify({ ask: 'lots', seed: [lot], list: 'units' }), 'application/x-ndjson')
  // One that breaks off has no last chunk (RFC 9112, section 8): to read it fails. A line before the units, and one after them.
  let [lines, bytes, closureMs] = [0, 0, Number.NaN]
  const first: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (lines === 0) first.push(chunk)
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1
    if (lines > 0 && Number.isNaN(closureMs)) closureMs = performance.now() - startMs
  }
  const listed: Listed = { ms: performance.now() - startMs, closureMs, units: lines - 2, bytes }
  const begin = Buffer.concat(first)
  const { head } = JSON.parse(begin.toString('utf8', 0, begin.indexOf(newline))) as { head: { units: number } }
  if (head.units !== listed.units) throw new Error(`${head.units} units were to follow, and ${listed.units} did`)
  return listed
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
 * All units that something of the one lot may be in: how long until it is known which they are, how fast they then come by name, to the last one and from the
 * question on, and what the server holds meanwhile.
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
    return { ...round, figure: lists.at(-1)?.closureMs ?? Number.NaN }
  }
  const closure = await alternate(rounds, measured, () => baselines.round('forward', [lot]))
  const peak = await server.peakMemory()
  const { found } = baselines
  // As many identifiers as PostgreSQL alone sends in the same order.
  const plainText = `copy (select uri from ${schema}.view_object order by id limit ${first.units}) to stdout`
  const rates: Pair[] = []
  for (const [at, { measured: round }] of closure.entries()) {
    const { units, ms } = lists[at] ?? first
    rates.push({
      measured: { ...round, figure: (1000 * units) / ms },
      baseline: await server.plain.copyOut(plainText, units, server.watched),
    })
  }
  const all = {
    ...details,
    units: first.units,
    bytes: first.bytes,
    firstMs: first.closureMs,
    lastMs: medianOf(lists.map(({ ms }) => ms)),
    worstMs: Math.max(...lists.map(({ closureMs }) => closureMs)),
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
