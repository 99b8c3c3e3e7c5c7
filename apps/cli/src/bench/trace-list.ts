import { firstOrganisation } from '@proofline/server/operations'
import { alternate, type Bench, judge, medianOf, type Outcome, type Pair, type Round, summarise, type Target } from './model.ts'
import { timed } from './plain-table.ts'
import { forgetPeakMemory } from './processes.ts'
import type { Baselines } from './trace-baseline.ts'
import type { Profile, TraceHistory } from './trace-history.ts'

const { schema } = firstOrganisation
const rounds = 3
const newline = 0x0a

type Listed = { readonly ms: number; readonly firstMs: number; readonly units: number; readonly bytes: number }

/** Reads the whole list of units of a lot's forward scope, a line each, and throws it away. `firstMs`: until its first bytes. */
export async function readUnitList({ server }: Pick<TraceHistory, 'server'>, lot: string): Promise<Listed> {
  const startMs = performance.now()
  const answer = await server.post('/trace', JSON.stringify({ ask: 'lots', seed: [lot], list: 'units' }), 'application/x-ndjson')
  let [lines, bytes, firstMs] = [0, 0, Number.NaN]
  let last = ''
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (bytes === 0) firstMs = performance.now() - startMs
    bytes += chunk.length
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines += 1
    last = (last + chunk.toString('latin1', Math.max(0, chunk.length - 2_000))).slice(-2_000)
  }
  // Without its end the list is not whole, and its time says nothing.
  if (!last.slice(last.lastIndexOf('\n', last.length - 2) + 1).startsWith('{"end"')) throw new Error('the list of units has no end')
  return { ms: performance.now() - startMs, firstMs, units: lines - 2, bytes }
}

type Listing = {
  readonly history: TraceHistory
  readonly baselines: Baselines
  readonly profile: Profile
  readonly details: Outcome['details']
}

const isLarge: (targets: readonly Target[], wanted: boolean) => readonly Target[] = (targets, wanted) => (wanted ? targets : [])

/**
 * All units that something of the one lot may be in, by name: how long until the last is there, how fast they come, and what the server holds meanwhile.
 * @param judged whether the history is of the size that the targets are for
 */
export async function measureList({ history, baselines, profile, details }: Listing, bench: Bench, judged: boolean): Promise<Outcome[]> {
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
  const closureTargets: Target[] = profile === 'C' ? [{ of: 'figure', bound: 'at-most', value: 500 }] : []
  const memoryTargets = isLarge([{ of: 'figure', bound: 'at-most', value: 300_000_000 }], judged)
  return [
    summarise('trace-closure', 'ms', closure, isLarge(closureTargets, judged), all),
    summarise('trace-list', 'objects/s', rates, isLarge([{ of: 'figure', bound: 'at-least', value: 1_000_000 }], judged), all),
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
