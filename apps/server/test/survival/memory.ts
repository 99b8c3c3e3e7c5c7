import assert from 'node:assert/strict'
import { goodOf, makeParcel, type Parcel, type ParcelKind } from './parcels.ts'
import type { Random } from './random.ts'

/** A capture job as far as the outside needs it (EPCIS 2.0 CaptureJob, and where the facts stand). */
export type JobView = {
  readonly captureID: string
  readonly running: boolean
  readonly success: boolean
  readonly facts: {
    readonly expected: number
    readonly recorded: number
    readonly duplicates: number
    readonly runs: readonly { readonly position: number; readonly index: number; readonly count: number }[]
  }
}

/** What its sender knows of a document: no usable answer yet; a job that goes on; where each of its facts stands; that it was refused. */
export type Sent = {
  readonly parcel: Parcel
  state: 'unanswered' | 'open' | 'recorded' | 'refused'
  /** The job that was answered first with everything in it. */
  jobId: string | undefined
  indexes: readonly number[]
}

/** The memory of the clients: it outlives every crash, and what it holds was promised by the server. */
export class Memory {
  readonly sent: Sent[] = []
  /** Open jobs by their id. A document that was sent twice may have two. */
  readonly open = new Map<string, Sent>()
  /** By index of the log: number of the event and how many objects it has. */
  readonly #events = new Map<number, readonly [number: number, objects: number]>()
  #nextNumber = 0
  #roundBegin = 0

  /** Documents sent in the current round. */
  get ofRound(): readonly Sent[] {
    return this.sent.slice(this.#roundBegin)
  }

  beginRound(): void {
    this.#roundBegin = this.sent.length
  }

  make(kind: ParcelKind, random: Random): Sent {
    const parcel = makeParcel(kind, this.#nextNumber, random)
    this.#nextNumber += parcel.count
    const sent: Sent = { parcel, state: 'unanswered', jobId: undefined, indexes: [] }
    this.sent.push(sent)
    return sent
  }

  get facts(): number {
    return this.#events.size
  }

  /** The event that stands at an index, by its number; undefined where no answer named the index. */
  eventAt(index: number): readonly [number: number, objects: number] | undefined {
    return this.#events.get(index)
  }

  /** Takes what the server said of a document. @returns whether it is promised with all its facts now. */
  take(sent: Sent, job: JobView): boolean {
    const { parcel } = sent
    const good = goodOf(parcel)
    assert.equal(job.facts.expected, good.length, `job ${job.captureID} of ${parcel.kind} ${parcel.first}`)
    assert.equal(job.success, parcel.bad.size === 0)
    if (job.running) {
      this.open.set(job.captureID, sent)
      if (sent.state === 'unanswered') sent.state = 'open'
      return false
    }
    this.open.delete(job.captureID)
    assert.equal(job.facts.recorded, good.length)
    const indexes = indexesOf(job, good.length)
    if (sent.state === 'recorded') {
      assert.deepEqual(indexes, sent.indexes, `document ${parcel.first} stands where it stood`)
      return false
    }
    for (const [at, number] of good.entries()) this.#claim(indexes[at] ?? -1, number, parcel.objects)
    sent.state = 'recorded'
    sent.jobId = job.captureID
    sent.indexes = indexes
    return true
  }

  #claim(index: number, number: number, objects: number): void {
    const before = this.#events.get(index)
    assert.equal(before, undefined, `event ${number} and event ${before?.[0]} are both said to stand at ${index}`)
    this.#events.set(index, [number, objects])
  }
}

function indexesOf({ captureID, facts }: JobView, expected: number): number[] {
  const indexes: number[] = []
  for (const { position, index, count } of facts.runs) {
    assert.equal(position, indexes.length, `the runs of job ${captureID} leave nothing out`)
    for (let i = 0; i < count; i += 1) indexes.push(index + i)
  }
  assert.equal(indexes.length, expected, `the runs of job ${captureID} name every fact`)
  assert.equal(new Set(indexes).size, expected, `the runs of job ${captureID} name no fact twice`)
  return indexes
}
