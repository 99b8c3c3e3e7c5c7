import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatTlogProof, parseTlogProof } from '@proofline/ledger'
import { type Installation, waitUntil } from './installation.ts'
import type { JobView, Memory, Sent } from './memory.ts'
import type { Notes } from './notes.ts'
import { bytesOf, type ParcelKind } from './parcels.ts'
import type { Random } from './random.ts'

export type Counts = {
  requests: number
  accepted: number
  /** Documents with all facts promised, for the first time. */
  recorded: number
  refused: number
  /** No answer: the connection was lost. */
  lost: number
  /** 503 or 507: not now. */
  turnedAway: number
  /** Sent again: without an answer before, or with one. */
  resent: number
  repeated: number
}

export const noCounts = (): Counts => ({
  requests: 0,
  accepted: 0,
  recorded: 0,
  refused: 0,
  lost: 0,
  turnedAway: 0,
  resent: 0,
  repeated: 0,
})

/** Sends one document. @returns whether there is an answer that settles what becomes of it. */
export async function send(installation: Installation, memory: Memory, sent: Sent, counts: Counts): Promise<boolean> {
  const { parcel } = sent
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (parcel.kind === 'proceed') headers['gs1-capture-error-behaviour'] = 'proceed'
  if (parcel.requestKey !== undefined) headers['idempotency-key'] = parcel.requestKey
  counts.requests += 1
  let status: number
  let text: string
  try {
    const response = await installation.fetch('/epcis/capture', { method: 'POST', headers, body: bytesOf(parcel) })
    status = response.status
    text = await response.text()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    counts.lost += 1
    return false
  }
  if (status === 503 || status === 507) {
    counts.turnedAway += 1
    return false
  }
  if (parcel.kind === 'refused') {
    assert.equal(status, 400, text)
    counts.refused += 1
    sent.state = 'refused'
    return true
  }
  assert.equal(status, 202, text)
  counts.accepted += 1
  if (memory.take(sent, JSON.parse(text) as JobView)) counts.recorded += 1
  return true
}

type LoadOptions = {
  readonly installation: Installation
  readonly memory: Memory
  readonly notes: Notes
  readonly random: Random
  readonly counts: Counts
  readonly largeDocuments: number
}

const singles: readonly ParcelKind[] = [...Array.from({ length: 16 }, () => 'single' as const), 'proceed', 'proceed', 'refused']

/** Clients at work: four with documents of one event and now and then another, one with medium ones, one with large ones, one who watches. */
export class Load {
  readonly #options: LoadOptions
  readonly #end = new AbortController()
  readonly #clients: Promise<void>[]
  #failure: { readonly error: unknown } | undefined
  /** Answers that settle a document, in this load. */
  answers = 0
  /** Large documents that were accepted and not recorded yet, in this load. */
  opened = 0

  constructor(options: LoadOptions) {
    this.#options = options
    const { installation, notes, random } = options
    const kinds = (label: number, list: readonly ParcelKind[]): Promise<void> => this.#client(random.fork(label), list)
    const work = [
      ...[1, 2, 3, 4].map((label) => kinds(label, singles)),
      kinds(5, ['medium', 'medium', 'proceed']),
      this.#client(random.fork(6), ['large'], options.largeDocuments),
      notes.watch(installation, this.#end.signal),
      this.#readProofs(random.fork(7)),
    ]
    this.#clients = work.map((client) =>
      client.catch((error: unknown) => {
        this.#failure ??= { error }
        this.#end.abort()
      }),
    )
  }

  /** Waits while the clients are at work; what one of them found wrong is thrown here. */
  async until(what: string, holds: () => boolean): Promise<void> {
    await waitUntil(what, () => this.#failure !== undefined || holds(), 2)
    this.#throwFailure()
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await Promise.all(this.#clients)
    this.#throwFailure()
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error
  }

  async #client(random: Random, kinds: readonly ParcelKind[], most = Number.POSITIVE_INFINITY): Promise<void> {
    const { installation, memory, counts } = this.#options
    const mine: Sent[] = []
    for (let made = 0; made < most && !this.#end.signal.aborted; ) {
      // A sender that got no answer asks again; now and then one repeats what was answered long ago, or what another is just sending.
      const unanswered = mine.find(({ state }) => state === 'unanswered')
      const repeated = random.chance(0.12) ? pickRepeated(memory, random) : undefined
      const sent = unanswered ?? repeated ?? memory.make(random.pick(kinds), random)
      if (unanswered !== undefined) counts.resent += 1
      else if (repeated !== undefined) counts.repeated += 1
      else mine.push(sent)
      const settled = await send(installation, memory, sent, counts)
      if (!settled) {
        await sleep(20 + random.below(60))
        continue
      }
      if (unanswered === undefined && repeated === undefined) made += 1
      this.answers += 1
      if (sent.state === 'open') this.opened += 1
    }
  }

  /** Receipts and proofs of what was promised a moment ago: their notes count like any other. */
  async #readProofs(random: Random): Promise<void> {
    const { installation, memory, notes } = this.#options
    while (!this.#end.signal.aborted) {
      const index = pickIndex(memory, random)
      await sleep(15)
      if (index === undefined) continue
      const floor = notes.largest
      const isProof = random.chance(0.5)
      const found = await readIfThere(installation, `/facts/${index}/${isProof ? 'proof' : 'receipt'}`)
      if (found === undefined) continue
      const note = isProof ? noteOfProof(found) : JSON.parse(found).checkpoint?.note
      if (note !== undefined) assert.ok(notes.take(note, floor).size > index, `the note for fact ${index} does not reach it`)
    }
  }
}

function pickRepeated(memory: Memory, random: Random): Sent | undefined {
  const { ofRound, sent } = memory
  if (sent.length === 0) return undefined
  const chosen = random.chance(0.7) && ofRound.length > 0 ? random.pick(ofRound) : random.pick(sent)
  return chosen.parcel.kind === 'large' || chosen.parcel.kind === 'refused' ? undefined : chosen
}

function pickIndex(memory: Memory, random: Random): number | undefined {
  const recorded = memory.ofRound.filter(({ state }) => state === 'recorded')
  return recorded.length === 0 ? undefined : random.pick(recorded).indexes[0]
}

function noteOfProof(text: string): string {
  const proof = parseTlogProof(text)
  assert.ok(proof.ok, text)
  assert.equal(formatTlogProof(proof.value), text)
  return proof.value.checkpoint
}

/** Undefined where the server is gone, or has no answer at the moment. */
async function readIfThere(installation: Installation, path: string): Promise<string | undefined> {
  try {
    const response = await installation.fetch(path)
    const text = await response.text()
    if (response.status === 503) return undefined
    assert.equal(response.status, 200, `${path}: ${text}`)
    return text
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
