import { setImmediate as nextTurn } from 'node:timers/promises'
import { appendLeaf, copyEdge, decodeEdge, type Edge, edgeRoot, formatCheckpoint, signNote } from '@proofline/ledger'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import { hashBytes, hashLeaf } from '../facts/index.ts'
import { type Faults, type Head, lockHead, nativeHasher, RecordError, selectHeadAt } from '../tree/index.ts'
import { logKey, logVerifier, type SigningKey } from './key.ts'
import { originOf, readCheckpoint, type SignedCheckpoint } from './model.ts'
import type { OutsideCheckpoint } from './outside.ts'
import { commitmentBytesOf, insertCheckpoint, selectCommitmentBytes } from './store.ts'

export type SignerContext = {
  readonly database: Database
  readonly organisation: Organisation
  readonly origin: string
  readonly key: SigningKey
  readonly outside: OutsideCheckpoint
  readonly faults: Faults
  /** A checkpoint may be shown to everybody from now on. */
  readonly onPublished: (checkpoint: SignedCheckpoint) => void
  /** The tree does not continue what was signed: nothing may be appended any more. */
  readonly onFork: (error: RecordError) => void
  /** Signing failed, or works again (undefined). */
  readonly onTrouble: (error: unknown) => void
}

type Waiter = { readonly size: number; readonly tell: (checkpoint: SignedCheckpoint | null) => void }

const longestPauseMs = 30_000
const chunk = 8192

/**
 * Signs what is committed, newest first: one checkpoint serves every batch before it. Each is derived anew from the stored commitments behind
 * the last signed tree, so that a signature says: consistent with all before, and made of the rows that stand in the database. A checkpoint is
 * told to nobody before it is durable outside the database and in it.
 */
export class Signer {
  readonly #context: SignerContext
  #latest: SignedCheckpoint | undefined
  #edge: Edge
  #waiters: Waiter[] = []
  #running: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #pauseMs = 0
  #closed = false

  /** @param latest undefined where this origin has signed nothing yet. @param edge of the tree that `latest` signs; empty without one. */
  constructor(context: SignerContext, latest: SignedCheckpoint | undefined, edge: Edge) {
    this.#context = context
    this.#latest = latest
    this.#edge = edge
  }

  get latest(): SignedCheckpoint | undefined {
    return this.#latest
  }

  /** A checkpoint of at least this size; null where signing fails: it is tried again, and `latest` grows later. */
  reach(size: number): Promise<SignedCheckpoint | null> {
    if (this.#latest !== undefined && this.#latest.size >= size) return Promise.resolve(this.#latest)
    // While it is known not to work nobody is made to wait for it.
    if (this.#closed || this.#retry !== undefined) return Promise.resolve(null)
    return new Promise((tell) => {
      this.#waiters.push({ size, tell })
      this.#running ??= this.#run()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiters.length > 0) {
        const latest = await this.#sign()
        const { size } = latest
        const served = this.#waiters.filter((waiter) => waiter.size <= size)
        this.#waiters = this.#waiters.filter((waiter) => waiter.size > size)
        for (const { tell } of served) tell(latest)
        if (served.length === 0) throw new RecordError('checkpoint-behind', `the log has ${size} facts, where more were to be signed`)
      }
      if (this.#pauseMs > 0) this.#context.onTrouble(undefined)
      this.#pauseMs = 0
    } catch (error) {
      this.#stumble(error)
    } finally {
      this.#running = undefined
    }
  }

  #stumble(error: unknown): void {
    this.#context.onTrouble(error)
    if (error instanceof RecordError && error.code === 'log-forked') {
      this.#closed = true
      this.#context.onFork(error)
    }
    const waiters = this.#waiters
    this.#waiters = []
    for (const { tell } of waiters) tell(null)
    if (this.#closed) return
    this.#pauseMs = Math.min(longestPauseMs, Math.max(250, this.#pauseMs * 2))
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.reach((this.#latest?.size ?? -1) + 1).catch((failure: unknown) => this.#context.onTrouble(failure))
    }, this.#pauseMs)
    this.#retry.unref()
  }

  async #sign(): Promise<SignedCheckpoint> {
    const { database, organisation, faults, outside, origin, key } = this.#context
    const signed = await database.transaction(organisation, async (transaction) => {
      const { end } = this.#edge
      const { head, origin: actual, rows } = await lockHead(transaction, 'sign', selectCommitmentBytes(end, end + chunk))
      if (actual !== origin)
        throw new RecordError('origin-changed', `the log's origin is ${actual ?? 'missing'}, this process signs for ${origin}`)
      const edge = await this.#extend(transaction, head, commitmentBytesOf(rows))
      await faults('sign')
      const { keyId } = logKey(origin, key.publicKey)
      const note = await signNote(formatCheckpoint({ origin, size: head.size, root: head.root }), [{ name: origin, keyId, sign: key.sign }])
      const verdict = readCheckpoint(note, origin, logVerifier(logKey(origin, key.publicKey)))
      if (!verdict.ok) throw new RecordError('signing-key-mismatch', 'the signature that was made does not verify')
      await writeOutside(outside, verdict.value, this.#latest, key)
      await faults('outside-written')
      insertCheckpoint(transaction, head.size, origin, note)
      return { checkpoint: verdict.value, edge }
    })
    this.#latest = signed.checkpoint
    this.#edge = signed.edge
    this.#context.onPublished(signed.checkpoint)
    return signed.checkpoint
  }

  /** The last signed tree, continued with the stored commitments, is the tree of the newest batch. @param first the first chunk of them. */
  async #extend(transaction: Transaction, head: Head, first: Buffer): Promise<Edge> {
    const edge = copyEdge(this.#edge)
    let read: Buffer | undefined = first
    while (edge.end < head.size) {
      const end = Math.min(edge.end + chunk, head.size)
      const rows: readonly object[] = read === undefined ? await transaction.query(selectCommitmentBytes(edge.end, end)) : []
      // A batch may have been committed between the head and what is behind it: what goes past the head is the next checkpoint's.
      const commitments = (read ?? commitmentBytesOf(rows)).subarray(0, (end - edge.end) * hashBytes)
      read = undefined
      if (commitments.length !== (end - edge.end) * hashBytes) throw forked(head.size, `facts between ${edge.end} and ${end} are missing`)
      for (let at = 0; at < commitments.length; at += hashBytes)
        appendLeaf(edge, hashLeaf(commitments.subarray(at, at + hashBytes)), nativeHasher)
      if (end < head.size) await nextTurn()
    }
    if (edge.end !== head.size || !Buffer.from(edgeRoot(edge, nativeHasher)).equals(head.root)) {
      throw forked(head.size, 'its tree is not the continuation of what was signed')
    }
    return edge
  }
}

const forked = (size: number, why: string): RecordError =>
  new RecordError('log-forked', `the log of ${size} facts is not to be signed: ${why}`, { params: { size } })

/** Another process on the same folder may be further. */
async function writeOutside(
  outside: OutsideCheckpoint,
  checkpoint: SignedCheckpoint,
  last: SignedCheckpoint | undefined,
  key: SigningKey,
): Promise<void> {
  const found = await outside.read()
  // What this process wrote itself was verified then.
  if (found !== undefined && found !== last?.note && originOf(found) === checkpoint.origin) {
    const there = readCheckpoint(found, checkpoint.origin, logVerifier(logKey(checkpoint.origin, key.publicKey)))
    // One of the same size may be from a write that failed.
    if (there.ok && there.value.size > checkpoint.size) return
  }
  await outside.write(checkpoint.note)
}

/** The edge of the tree that a checkpoint signs, as the batch that ends there has it. Throws `log-forked` where that batch has another root. */
export async function edgeAt(transaction: Transaction, checkpoint: { readonly size: number; readonly root: Buffer }): Promise<Edge> {
  const head = await selectHeadAt(transaction, checkpoint.size)
  const edge = head === undefined ? undefined : decodeEdge(head.edge)
  if (head === undefined || edge === undefined || !edge.ok || !head.root.equals(checkpoint.root))
    throw forked(checkpoint.size, 'no batch ends there with the signed root')
  if (!Buffer.from(edgeRoot(edge.value, nativeHasher)).equals(checkpoint.root))
    throw forked(checkpoint.size, 'the edge of the batch does not make its root')
  return edge.value
}
