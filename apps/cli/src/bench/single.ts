import { captureLoad, LoadMaker, openWires, recordLoad } from './capture.ts'
import { alternate, type Measure, quantileOf, type Round, summarise, type Target } from './model.ts'
import { timed } from './plain-table.ts'
import { withScratch } from './scratch.ts'
import { BenchServer } from './server.ts'

const clients = 64
/** As many as the PostgreSQL that comes along has to give beside the server's own. */
const baselineConnections = 32
const rounds = 3
const sizes = { full: { requests: 12_000, warmUp: 12_000 }, quick: { requests: 3_000, warmUp: 1_000 } } as const
const targets: readonly Target[] = [{ of: 'figure', bound: 'at-least', value: 3_000 }]

/** One event a request, 64 clients that each wait for their answer: which says that the event is durable and signed. */
export const measureSingle: Measure = (bench) =>
  withScratch(async (scratch) => {
    const { requests, warmUp } = sizes[bench.size]
    bench.progress('prepare', 0, 0)
    const server = await BenchServer.start(scratch)
    const maker = LoadMaker.endless(server, 'single', 'capture-single')
    const wires = await openWires(scratch, server, clients)
    await captureLoad(server, wires, maker.make(warmUp))
    const durations: number[] = []
    let load = maker.make(requests)
    let lagSeconds = 0
    const measured = async (round: number): Promise<Round> => {
      let [answered, size] = [0, 0]
      const result = await timed(requests, server.watched, async () => {
        size = await recordLoad(server, wires, load, (durationMs) => {
          durations.push(durationMs)
          answered += 1
          bench.progress('capture', round * requests + answered, rounds * requests)
        })
      })
      // Whoever sends one event waits for its record, not for the views: they catch up before the next round begins.
      const startMs = performance.now()
      await server.awaitViews(size)
      lagSeconds = Math.max(lagSeconds, (performance.now() - startMs) / 1000)
      return result
    }
    const baseline = (): Promise<Round> => server.plain.commitRows(load.bodies, clients, baselineConnections, server.watched)
    const pairs = await alternate(rounds, measured, baseline, () => {
      load = maker.make(requests)
    })
    const { eventLoop } = await server.details()
    return summarise('capture-single', 'requests/s', pairs, targets, {
      postgres: server.plain.version,
      rounds,
      requests,
      clients,
      connections: baselineConnections,
      seconds: lagSeconds,
      p50Ms: quantileOf(durations, 0.5),
      p99Ms: quantileOf(durations, 0.99),
      memory: await server.peakMemory(),
      eventLoopMs: eventLoop?.maxMs ?? Number.NaN,
    })
  })
