import { hash } from 'node:crypto'
import { eventHash, type HashableEvent, hashableEvents, isEventHash, parseJson } from '@proofline/epcis'
import { createFactory } from '@proofline/factory'
import { alternate, type Measure, type Round, summarise, type Target } from './model.ts'
import { timed } from './plain-table.ts'

const rounds = 5
const events = 5_000
const repeats = { full: 12, quick: 2 } as const
const targets: readonly Target[] = [{ of: 'figure', bound: 'at-least', value: 30_000 }]

/** Events of the factory, read before; their texts for the baseline. */
function makeEvents(): { readonly told: readonly HashableEvent[]; readonly texts: readonly string[] } {
  const told: HashableEvent[] = []
  for (const { text } of createFactory({ profile: 'mixed', seed: 'bench/event-hash', objects: 100_000 }).texts()) {
    const json = parseJson(Buffer.from(text))
    if (!json.ok) throw new Error('a document of the benchmark was refused')
    told.push(...hashableEvents(json.value))
    if (told.length >= events) break
  }
  const some = told.slice(0, events)
  return { told: some, texts: some.map(({ event }) => JSON.stringify(event)) }
}

/** CBV event hashes of events that were read before, on one core; beside reading the same JSON, and SHA-256 of its bytes. */
export const measureEventHash: Measure = async (bench) => {
  const times = repeats[bench.size]
  const { told, texts } = makeEvents()
  const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')
  let wrong = 0
  const hashAll = (count: number): Promise<Round> =>
    timed(told.length * count, { server: process.pid }, async () => {
      for (let time = 0; time < count; time += 1) {
        for (const { event, context, ignored } of told) if (!isEventHash(eventHash(event, context, sha256, ignored))) wrong += 1
      }
    })
  let bytes = 0
  const readAll = (count: number): Promise<Round> =>
    timed(told.length * count, { server: process.pid }, async () => {
      for (let time = 0; time < count; time += 1) {
        for (const text of texts) {
          if (JSON.parse(text) === null) wrong += 1
          bytes += hash('sha256', text, 'buffer').length
        }
      }
    })
  await hashAll(2)
  const pairs = await alternate(
    rounds,
    (round) => {
      bench.progress('hash', round, rounds)
      return hashAll(times)
    },
    () => readAll(times),
  )
  if (wrong > 0 || bytes !== 32 * told.length * times * rounds) throw new Error('hashes of the benchmark are missing')
  return summarise('event-hash', 'hashes/s', pairs, targets, { rounds, events: told.length * times })
}
