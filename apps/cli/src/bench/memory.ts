import { createFactory } from '@proofline/factory'
import { assertAccepted, openWires } from './capture.ts'
import { judge, type Measure, type Target } from './model.ts'
import { timed } from './plain-table.ts'
import { withScratch } from './scratch.ts'
import { BenchServer } from './server.ts'
import { sendAll } from './wire.ts'

const inFlight = 4
const eventsWanted = { full: 1_000_000, quick: 100_000 } as const
const targets: readonly Target[] = [{ of: 'figure', bound: 'at-most', value: 600_000_000 }]

/**
 * A million events into one server that began empty: the most memory that its process ever held, until views and roll-ups have followed. Documents are
 * made as they are sent.
 */
export const measureMemory: Measure = (bench) =>
  withScratch(async (scratch) => {
    const wanted = eventsWanted[bench.size]
    bench.progress('prepare', 0, 0)
    const server = await BenchServer.start(scratch)
    const idle = await server.peakMemory()
    const wires = await openWires(scratch, server, inFlight)
    let [events, behind, caughtUpSeconds] = [0, 0, 0]
    function* requests(): Generator<Buffer> {
      for (const { text, events: count } of createFactory({ seed: 'bench/memory', objects: 10_000_000 }).texts()) {
        events += count
        yield server.encodeCapture(Buffer.from(text))
        if (events >= wanted) return
        bench.progress('capture', events, wanted)
      }
    }
    const captured = await timed(wanted, server.watched, async () => {
      await sendAll(wires, requests(), assertAccepted)
      await server.awaitLog(events)
      const recordedMs = performance.now()
      behind = events - ((await server.details()).views?.cursor ?? events)
      await server.awaitViews(events)
      await server.awaitRollups(events)
      caughtUpSeconds = (performance.now() - recordedMs) / 1000
    })
    const { eventLoop } = await server.details()
    const figure = await server.peakMemory()
    return {
      measure: 'memory',
      unit: 'bytes',
      figure,
      baseline: idle,
      ratio: figure / idle,
      verdicts: judge(targets, figure, undefined),
      rounds: [],
      cpu: captured.cpu,
      details: {
        postgres: server.plain.version,
        events,
        seconds: captured.seconds,
        behind,
        caughtUpSeconds,
        rate: Math.round(captured.figure),
        eventLoopMs: eventLoop?.maxMs ?? Number.NaN,
      },
    }
  })
