import { randomBytes } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  assertNewFact,
  commitLatin1,
  type EnvelopeHalves,
  envelopeHalves,
  type GuardKey,
  guardsOf,
  hashBody,
  hashBytes,
  hashLeafLatin1,
  type Instant,
  instantBytes,
  type NewFact,
  saltBytes,
} from '../facts/index.ts'
import type { Submission } from './model.ts'
import type { Member } from './rules.ts'

// A fact's row as COPY BINARY takes it, made outside the lock, complete but for three things of fixed width that are written over later:
// the moment and the commitment when its batch is sealed, the index when the lock is held.
//
//   0  int16 7 | 2  int32 8, int64 index | 14 int32 32, commitment | 50 int32 16, salt | 70 int32, envelope | int32 16, bodySalt | int32, body | int32, eventHash
const indexAt = 6
const commitmentAt = 18
const saltAt = 54
const envelopeLengthAt = 70
const envelopeAt = 74
const columns = 7

/** A submission whose bytes are ready. `rows` holds `count` rows, row i from starts[i] to starts[i + 1]. */
export type Prepared = {
  readonly submission: Submission
  readonly member: Member
  readonly count: number
  readonly rows: Buffer
  readonly starts: Uint32Array
  /** Where in its row's envelope the moment stands. */
  readonly instants: Uint32Array
  /** Leaf hashes, 32 bytes each; true since `stamp`. */
  readonly leaves: Buffer
  recordedAt: Instant | undefined
}

/**
 * Facts prepared in one turn of the event loop, about a millisecond: a large submission holds up nobody, least of all the rows of the batch
 * before, which are on their way to the database meanwhile.
 */
const factsInTurn = 64
const bytesInTurn = 512 * 1024

const storeBytes = 8192
let store: Buffer = Buffer.alloc(0)

/** Random bytes that nobody else gets. Made for many at once: to ask for a few costs as much. What was handed out is never written to again. */
function takeRandom(length: number): Buffer {
  if (length > storeBytes / 2) return randomBytes(length)
  if (store.length < length) store = randomBytes(storeBytes)
  const taken = store.subarray(0, length)
  store = store.subarray(length)
  return taken
}

type Draft = { halves: EnvelopeHalves; before: number; after: number; fact: NewFact }

/** Hashes the bodies and lays out the rows. Throws FactError `fact-malformed`. */
export async function prepare(submission: Submission): Promise<Prepared> {
  const { facts } = submission
  const salts = takeRandom(facts.length * 2 * saltBytes)
  const drafts: Draft[] = []
  const guards: (readonly GuardKey[])[] = []
  const starts = new Uint32Array(facts.length + 1)
  let pending = 0
  for (const [position, fact] of facts.entries()) {
    assertNewFact(fact)
    const keys = keysOfFact(submission, fact, position)
    guards.push(keys)
    const bodySalt = salts.subarray((2 * position + 1) * saltBytes, (2 * position + 2) * saltBytes)
    const halves = envelopeHalves(fact, keys, hashBody(bodySalt, fact.body))
    const draft = { halves, before: Buffer.byteLength(halves.before), after: Buffer.byteLength(halves.after), fact }
    drafts.push(draft)
    starts[position + 1] = (starts[position] ?? 0) + rowLength(draft)
    pending += fact.body.length
    if (position % factsInTurn === factsInTurn - 1 || pending > bytesInTurn) {
      pending = 0
      await nextTurn()
    }
  }
  const rows = Buffer.allocUnsafe(starts[facts.length] ?? 0)
  const instants = new Uint32Array(facts.length)
  for (const [position, draft] of drafts.entries()) {
    instants[position] = writeRow(
      rows,
      starts[position] ?? 0,
      draft,
      salts.subarray(2 * position * saltBytes, (2 * position + 2) * saltBytes),
    )
    if (position % (4 * factsInTurn) === 4 * factsInTurn - 1) await nextTurn()
  }
  const leaves = Buffer.allocUnsafe(facts.length * hashBytes)
  return { submission, member: memberOf(submission, guards), count: facts.length, rows, starts, instants, leaves, recordedAt: undefined }
}

/** The submission's own key goes with its first fact. */
function keysOfFact(submission: Submission, fact: NewFact, position: number): readonly GuardKey[] {
  const { once } = submission
  return position === 0 && once !== undefined ? guardsOf({ ...fact, once }) : guardsOf(fact)
}

const memberOf = ({ facts, once, expectations = [] }: Submission, guards: readonly (readonly GuardKey[])[]): Member => ({
  guards,
  once: facts.map((fact) => fact.once),
  onceForAll: once,
  expectations,
})

const rowLength = ({ before, after, fact }: Draft): number =>
  envelopeAt + before + instantBytes + after + 4 + saltBytes + 4 + fact.body.length + 4 + (fact.eventHash === undefined ? 0 : hashBytes)

/** @returns where the moment goes. */
function writeRow(rows: Buffer, start: number, { halves, before, after, fact }: Draft, salts: Buffer): number {
  rows.writeInt16BE(columns, start)
  rows.writeInt32BE(8, start + 2)
  rows.writeInt32BE(hashBytes, start + commitmentAt - 4)
  rows.writeInt32BE(saltBytes, start + saltAt - 4)
  rows.set(salts.subarray(0, saltBytes), start + saltAt)
  rows.writeInt32BE(before + instantBytes + after, start + envelopeLengthAt)
  rows.write(halves.before, start + envelopeAt, before, 'utf8')
  const instant = start + envelopeAt + before
  let at = instant + instantBytes
  rows.write(halves.after, at, after, 'utf8')
  at = rows.writeInt32BE(saltBytes, at + after)
  rows.set(salts.subarray(saltBytes), at)
  at = rows.writeInt32BE(fact.body.length, at + saltBytes)
  rows.set(fact.body, at)
  at += fact.body.length
  if (fact.eventHash === undefined) {
    rows.writeInt32BE(-1, at)
  } else {
    rows.set(fact.eventHash, rows.writeInt32BE(hashBytes, at))
  }
  return instant
}

/** Sets the moment of all facts and makes their commitments and leaf hashes anew: two short hashes a fact. */
export async function stamp(prepared: Prepared, recordedAt: Instant): Promise<void> {
  if (prepared.recordedAt === recordedAt) return
  // Half-stamped is not stamped, should this be interrupted.
  prepared.recordedAt = undefined
  const { rows, starts, instants, leaves, count } = prepared
  for (let position = 0; position < count; position += 1) {
    const start = starts[position] ?? 0
    rows.write(recordedAt, instants[position] ?? 0, instantBytes, 'latin1')
    const envelopeEnd = start + envelopeAt + rows.readInt32BE(start + envelopeLengthAt)
    const salt = rows.subarray(start + saltAt, start + saltAt + saltBytes)
    const commitment = commitLatin1(salt, rows.subarray(start + envelopeAt, envelopeEnd))
    rows.write(commitment, start + commitmentAt, hashBytes, 'latin1')
    leaves.write(hashLeafLatin1(commitment), position * hashBytes, hashBytes, 'latin1')
    if (position % (4 * factsInTurn) === 4 * factsInTurn - 1) await nextTurn()
  }
  prepared.recordedAt = recordedAt
}

export function writeIndex(prepared: Prepared, position: number, index: number): void {
  const at = (prepared.starts[position] ?? 0) + indexAt
  prepared.rows.writeUInt32BE(Math.floor(index / 2 ** 32), at)
  prepared.rows.writeUInt32BE(index >>> 0, at + 4)
}

export const rowOf = (prepared: Prepared, from: number, to: number): Buffer =>
  prepared.rows.subarray(prepared.starts[from] ?? 0, prepared.starts[to] ?? 0)

export const leavesOf = (prepared: Prepared, from: number, to: number): Buffer => prepared.leaves.subarray(from * hashBytes, to * hashBytes)

export function commitmentOf(prepared: Prepared, position: number): Buffer {
  const start = (prepared.starts[position] ?? 0) + commitmentAt
  return prepared.rows.subarray(start, start + hashBytes)
}
