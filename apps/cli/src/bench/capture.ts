import { countObjects, createFactory, type Factory, type FactoryOptions, type Notables } from '@proofline/factory'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { alternate, type Bench, type Measure, type OutcomeName, type Round, summarise, type Target, type Unit } from './model.ts'
import { encodeRows, timed } from './plain-table.ts'
import { type Scratch, withScratch } from './scratch.ts'
import { BenchServer, type Reached } from './server.ts'
import { sendAll, Wire, type WireAnswer } from './wire.ts'

type Profile = NonNullable<FactoryOptions['profile']>

/** Documents ready to be sent, and what is in them. `bodies`: each event's JSON, for the baseline. */
export type Load = {
  readonly requests: readonly Buffer[]
  readonly bodies: readonly Uint8Array[]
  readonly events: number
  readonly objects: number
  readonly bytes: number
}

/** The next documents of one history: nothing is ever sent twice. Enough objects for any number of rounds; the history is made as it is read. */
export class LoadMaker {
  readonly #server: BenchServer
  readonly #factory: Factory
  readonly #documents: ReturnType<Factory['documents']>

  private constructor(server: BenchServer, options: FactoryOptions) {
    this.#server = server
    this.#factory = createFactory(options)
    this.#documents = this.#factory.documents()
  }

  static endless(server: BenchServer, profile: Profile, seed: string): LoadMaker {
    return new LoadMaker(server, { profile, seed: `bench/${seed}`, objects: 10_000_000 })
  }

  /** A history that ends. */
  static ofHistory(server: BenchServer, options: FactoryOptions): LoadMaker {
    return new LoadMaker(server, options)
  }

  notables(): Notables {
    return this.#factory.notables()
  }

  /** @param mayEnd fewer documents, or none, where the history has no more */
  make(documents: number, mayEnd = false): Load {
    const requests: Buffer[] = []
    const bodies: Uint8Array[] = []
    const load = { events: 0, objects: 0, bytes: 0 }
    while (requests.length < documents) {
      const next = this.#documents.next()
      if (next.done === true && mayEnd) break
      if (next.done === true) throw new Error('the history of the benchmark has ended')
      const { document } = next.value
      for (const event of document.epcisBody.eventList) {
        bodies.push(Buffer.from(JSON.stringify(event)))
        load.objects += countObjects(event)
      }
      const text = Buffer.from(JSON.stringify(document))
      load.events += document.epcisBody.eventList.length
      load.bytes += text.length
      requests.push(this.#server.encodeCapture(text))
    }
    return { requests, bodies, ...load }
  }
}

/** Wires that are closed with the scratch. */
export async function openWires(scratch: Scratch, server: BenchServer, count: number): Promise<Wire[]> {
  const wires = await Promise.all(Array.from({ length: count }, () => Wire.open(server.address)))
  scratch.onClose(async () => {
    for (const wire of wires) wire.close()
  })
  return wires
}

/** Whatever is not an acceptance ends the measure: a figure of refused documents would be a fine one. */
export function assertAccepted({ status, body }: WireAnswer): void {
  if (status !== 202) throw new CommandError(exitCodes.failed, 'server-failed', { status, detail: body.toString('utf8', 0, 500) })
}

type Sendable = { readonly requests: Iterable<Buffer>; readonly events: number }

/** Sends a load, each document or event answered: it is recorded and signed. @returns the size of the log with it. */
export async function recordLoad(
  server: BenchServer,
  wires: readonly Wire[],
  load: Sendable,
  onAnswer: (durationMs: number) => void = () => undefined,
): Promise<number> {
  const size = (await server.logSize()) + load.events
  await sendAll(wires, load.requests, (answer, durationMs) => {
    assertAccepted(answer)
    onAnswer(durationMs)
  })
  await server.awaitLog(size)
  return size
}

/** `recordedSeconds`: until the log has all of it. The views, where there are any, are waited for as well. */
export type Captured = { readonly size: number; readonly reached: Reached; readonly recordedSeconds: number }

export async function captureLoad(
  server: BenchServer,
  wires: readonly Wire[],
  load: Sendable,
  onAnswer?: (durationMs: number) => void,
): Promise<Captured> {
  const startMs = performance.now()
  const size = await recordLoad(server, wires, load, onAnswer)
  const recordedSeconds = (performance.now() - startMs) / 1000
  return { size, reached: await server.awaitViews(size), recordedSeconds }
}

type Plan = {
  readonly measure: OutcomeName
  readonly profile: Profile
  readonly unit: Unit
  readonly targets: readonly Target[]
  /** Documents a round, and before the first. */
  readonly sizes: Readonly<Record<Bench['size'], { readonly documents: number; readonly warmUp: number }>>
}

const inFlight = 4
const rounds = 3

const measureDocuments =
  ({ measure, profile, unit, targets, sizes }: Plan): Measure =>
  (bench) =>
    withScratch(async (scratch) => {
      const { documents, warmUp } = sizes[bench.size]
      bench.progress('prepare', 0, 0)
      const server = await BenchServer.start(scratch)
      const maker = LoadMaker.endless(server, profile, measure)
      await server.awaitRollups((await captureLoad(server, await openWires(scratch, server, inFlight), maker.make(warmUp))).size)
      const sent = { events: 0, objects: 0, bytes: 0, seconds: 0, recordedSeconds: 0, rolledUpSeconds: 0 }
      let load = maker.make(documents)
      let reached: Reached = 'log'
      const measured = async (round: number): Promise<Round> => {
        let [answered, size] = [0, 0]
        const units = unit === 'objects/s' ? load.objects : load.events
        // Connections of its own: while the roll-ups are waited for, the server may close those of the round before.
        const wires = await openWires(scratch, server, inFlight)
        const result = await timed(units, server.watched, async () => {
          const captured = await captureLoad(server, wires, load, () => {
            answered += 1
            bench.progress('capture', round * documents + answered, rounds * documents)
          })
          reached = captured.reached
          size = captured.size
          sent.recordedSeconds += captured.recordedSeconds
        })
        // The roll-ups come after the other views: told beside the figure, and waited for, so that no round pays for the one before it.
        const startMs = performance.now()
        await server.awaitRollups(size)
        sent.rolledUpSeconds += result.seconds + (performance.now() - startMs) / 1000
        sent.events += load.events
        sent.objects += load.objects
        sent.bytes += load.bytes
        sent.seconds += result.seconds
        return result
      }
      const baseline = async (): Promise<Round> => {
        const units = unit === 'objects/s' ? load.objects : load.events
        return await server.plain.copyIn(encodeRows(load.bodies), units, server.watched)
      }
      const pairs = await alternate(rounds, measured, baseline, () => {
        load = maker.make(documents)
      })
      const { eventLoop } = await server.details()
      return summarise(measure, unit, pairs, targets, {
        postgres: server.plain.version,
        rounds,
        documents,
        inFlight,
        reached,
        recorded: Math.round(sent.events / sent.recordedSeconds),
        rolledUp: Math.round(sent.events / sent.rolledUpSeconds),
        events: Math.round(sent.events / sent.seconds),
        objects: Math.round(sent.objects / sent.seconds),
        bytes: Math.round(sent.bytes / sent.seconds),
        memory: await server.peakMemory(),
        eventLoopMs: eventLoop?.maxMs ?? Number.NaN,
      })
    })

export const measureMixed = measureDocuments({
  measure: 'capture-mixed',
  profile: 'mixed',
  unit: 'events/s',
  targets: [{ of: 'figure', bound: 'at-least', value: 6_000 }],
  sizes: { full: { documents: 40, warmUp: 10 }, quick: { documents: 10, warmUp: 4 } },
})

export const measurePacking = measureDocuments({
  measure: 'capture-packing',
  profile: 'packing',
  unit: 'objects/s',
  targets: [{ of: 'figure', bound: 'at-least', value: 40_000 }],
  sizes: { full: { documents: 20, warmUp: 6 }, quick: { documents: 6, warmUp: 3 } },
})
