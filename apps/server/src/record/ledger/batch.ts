import { setImmediate as nextTurn } from 'node:timers/promises'
import { encodeEdge } from '@proofline/ledger'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import type { Ride } from '../checkpoints/index.ts'
import { type GuardKey, type Instant, laterOf } from '../facts/index.ts'
import {
  appendLeaves,
  type Faults,
  forkTree,
  type Head,
  insertBatchRow,
  loadTree,
  lockHead,
  RecordError,
  rootOf,
  selectHeadAt,
  type Tile,
  type Tree,
} from '../tree/index.ts'
import type { Alongside, Companion, CompanionRow, Place } from './model.ts'
import { leavesOf, type Prepared, rowOf, stamp, writeIndex } from './prepare.ts'
import { type BatchDecision, type Decision, decideBatch, keysOf } from './rules.ts'
import { copyFactsText, copyHeader, copyTrailer, insertGuards, selectGuards } from './store.ts'

/** What this process knows of the log's end. Replaced as a whole, after a commit only. */
export type Known = { readonly head: Head; readonly tree: Tree }

export type BatchContext = {
  readonly database: Database
  readonly organisation: Organisation
  /** undefined: the log has none yet, and gets its first in this batch. */
  readonly origin: string | undefined
  readonly faults: Faults
  readonly clock: () => Instant
  /** The checkpoint of what stood before, where a batch of few facts may take it along: see `Signer`. */
  readonly ride?: (size: number) => Ride | undefined
}

export type BatchResult = { readonly decisions: readonly Decision[]; readonly known: Known; readonly appended: number }

/** What a batch is about to leave behind: with it, a lost answer to the commit is resolved. */
export type Attempt = { first: number; root: Buffer | undefined; result: BatchResult | undefined }

/**
 * One transaction: lock, decide, insert, commit. `attempt` is filled in as it goes. A crash before the commit leaves nothing; after it, the
 * batch stands whole.
 * @param areKeysNew no key is looked up: where one stands in the record, its insertion fails as `unique-violation` of `work_guard`, nothing is
 * appended, and the batch is to be committed again with keys looked up. Only for members that `mayBeNew`.
 */
export async function commitBatch(
  context: BatchContext,
  known: Known,
  members: readonly Prepared[],
  attempt: Attempt,
  areKeysNew: boolean,
): Promise<BatchResult> {
  const { faults } = context
  const ride = members.reduce((sum, { count }) => sum + count, 0) > mostWithRide ? undefined : context.ride?.(known.head.size)
  let isCommitted = false
  try {
    const result = await transact(context, known, members, attempt, areKeysNew, ride)
    isCommitted = true
    await faults('after-commit')
    return result
  } finally {
    ride?.end(isCommitted)
  }
}

/** A larger batch takes longer than a transaction of its own for the checkpoint, which somebody waits for. */
const mostWithRide = 256

function transact(
  context: BatchContext,
  known: Known,
  members: readonly Prepared[],
  attempt: Attempt,
  areKeysNew: boolean,
  ride: Ride | undefined,
): Promise<BatchResult> {
  const { database, organisation, faults } = context
  return database.transaction(organisation, async (transaction) => {
    const { head, tree } = await assertGrown(transaction, context, known, ride)
    const asked = members.map(({ member }) => member)
    const guards = areKeysNew ? new Map<GuardKey, number>() : await selectGuards(transaction, keysOf(asked))
    const decision = decideBatch(asked, guards, head.size)
    await faults('before-insert')
    // First of all, so that a key that was not new ends the attempt before much is done.
    insertGuards(transaction, decision.changed, guards)
    const grown = decision.size === head.size ? { head, tree } : await insertFacts(transaction, { head, tree }, members, decision, context)
    await insertAlongside(transaction, members, decision.decisions)
    await ride?.board(transaction)
    attempt.first = head.size
    attempt.root = decision.size === head.size ? undefined : grown.head.root
    attempt.result = { decisions: decision.decisions, known: grown, appended: decision.size - head.size }
    await faults('after-insert')
    await faults('before-commit')
    return attempt.result
  })
}

/** The log as it is now, which must be what this process knew, or a continuation of it. */
async function assertGrown(transaction: Transaction, { origin }: BatchContext, known: Known, ride: Ride | undefined): Promise<Known> {
  const { head, origin: actual, rows } = await lockHead(transaction, 'append', ...(ride?.asks ?? []))
  if (actual !== origin) {
    throw new RecordError('origin-changed', `the log's origin is ${actual ?? 'missing'}, this process appends to ${origin ?? 'none'}`)
  }
  if (head.size === known.head.size && head.root.equals(known.head.root)) {
    ride?.begin(head, rows)
    return { head: known.head, tree: known.tree }
  }
  const before = head.size <= known.head.size ? undefined : await selectHeadAt(transaction, known.head.size)
  if (before === undefined || !before.root.equals(known.head.root)) {
    const code = head.size < known.head.size ? 'log-truncated' : 'log-forked'
    throw new RecordError(code, `the log has ${head.size} facts, where ${known.head.size} were committed, or others`, {
      params: { from: head.size, last: known.head.size - 1 },
    })
  }
  ride?.begin(head, rows)
  return { head, tree: await loadTree(transaction, head) }
}

async function insertFacts(
  transaction: Transaction,
  { head, tree }: Known,
  members: readonly Prepared[],
  decision: BatchDecision,
  { clock }: BatchContext,
): Promise<Known> {
  const accepted = runsOf(members, decision.decisions)
  // Sealed before the lock with what was the last moment then; another process may have got further since.
  const sealed = members[0]?.recordedAt ?? clock()
  const recordedAt = head.recordedAt !== null && head.recordedAt > sealed ? laterOf(head.recordedAt, clock()) : sealed
  const grown = forkTree(tree)
  const tiles: Tile[] = []
  for (const { prepared, from, to, places } of accepted) {
    await stamp(prepared, recordedAt)
    for (let begin = from; begin < to; begin += factsInTurn) {
      const end = Math.min(begin + factsInTurn, to)
      for (let position = begin; position < end; position += 1) writeIndex(prepared, position, places[position]?.index ?? 0)
      appendLeaves(grown, leavesOf(prepared, begin, end), (tile) => tiles.push(tile))
      if (end < to) await nextTurn()
    }
  }
  const rows = accepted.map(({ prepared, from, to }) => rowOf(prepared, from, to))
  const pieces = [copyHeader, ...rows, copyTrailer]
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0)
  if (bytes <= sentAtOnceBytes) transaction.copyInLater(copyFactsText, Buffer.concat(pieces, bytes))
  else await transaction.copyIn(copyFactsText, joinChunks(pieces))
  const next: Head = { size: decision.size, root: rootOf(grown), edge: Buffer.from(encodeEdge(grown.edge)), recordedAt }
  insertBatchRow(transaction, { first: head.size, size: next.size, root: next.root, edge: next.edge, recordedAt }, tiles)
  return { head: next, tree: grown }
}

/** Facts placed in one turn of the event loop, so that a large submission holds up nobody. */
const factsInTurn = 8000

type Run = { readonly prepared: Prepared; readonly from: number; readonly to: number; readonly places: readonly Place[] }

/** What is appended, as stretches of neighbouring rows. */
function runsOf(members: readonly Prepared[], decisions: readonly Decision[]): Run[] {
  const runs: Run[] = []
  for (const [at, prepared] of members.entries()) {
    const decision = decisions[at]
    if (decision === undefined || decision.outcome === 'refused') continue
    const { places } = decision
    let from = 0
    while (from < places.length) {
      let to = from
      while (to < places.length && places[to]?.duplicate === false) to += 1
      if (to > from) runs.push({ prepared, from, to, places })
      from = to + 1
    }
  }
  return runs
}

/** Up to here rows travel with the statements around them: a round trip costs as much as a hundred small rows. */
const sentAtOnceBytes = 512 * 1024

const chunkBytes = 256 * 1024

/** Small pieces joined into large ones, large ones cut: what the connection is handed at once stays between. */
function* joinChunks(pieces: readonly Buffer[]): Generator<Buffer> {
  let pending: Buffer[] = []
  let length = 0
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += chunkBytes) {
      const part = piece.subarray(at, at + chunkBytes)
      pending.push(part)
      length += part.length
      if (length < chunkBytes) continue
      yield pending.length === 1 ? part : Buffer.concat(pending, length)
      pending = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(pending, length)
}

async function insertAlongside(transaction: Transaction, members: readonly Prepared[], decisions: readonly Decision[]): Promise<void> {
  const byCompanion = new Map<Companion<never>, CompanionRow<never>[]>()
  for (const [at, { submission }] of members.entries()) {
    const decision = decisions[at]
    if (decision === undefined || decision.outcome === 'refused') continue
    for (const { companion, row } of submission.alongside ?? [])
      addRow(byCompanion, companion, { row: row as never, places: decision.places })
  }
  for (const [companion, rows] of byCompanion) await companion.insert(transaction, rows)
}

function addRow(
  rows: Map<Alongside['companion'], CompanionRow<never>[]>,
  companion: Alongside['companion'],
  row: CompanionRow<never>,
): void {
  const known = rows.get(companion)
  if (known === undefined) rows.set(companion, [row])
  else known.push(row)
}
