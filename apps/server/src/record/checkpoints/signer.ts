import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'
import { appendLeaf, copyEdge, decodeEdge, type Edge, edgeRoot, formatCheckpoint, signNote } from '@proofline/ledger'
import type { Database, Organisation, Sql, Transaction } from '../../platform/database/index.ts'
import { hashBytes, hashLeaf } from '../facts/index.ts'
import { type Faults, type Head, lockHead, nativeHasher, RecordError, selectHeadAt, selectLock } from '../tree/index.ts'
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
  /** Whether a batch is being gathered, which could take a checkpoint along. */
  readonly isBatchAhead: () => boolean
  /** A checkpoint may be shown to everybody from now on. */
  readonly onPublished: (checkpoint: SignedCheckpoint) => void
  /** The tree does not continue what was signed: nothing may be appended any more. */
  readonly onFork: (error: RecordError) => void
  /** Signing failed, or works again (undefined). */
  readonly onTrouble: (error: unknown) => void
}

/**
 * A checkpoint that travels in the transaction of the next batch, which is one transaction less for each of them. What goes wrong with it holds up
 * no batch: its row is left out.
 */
export type Ride = {
  /** Behind the lock and the head of the batch, in the same trip. */
  readonly asks: readonly Sql[]
  /** Signs the tree of `head`, which is what stands before the batch. @param rows of the last statement asked */
  readonly begin: (head: Head, rows: readonly object[]) => void
  /** When it is durable outside the database, its row goes with the commit. */
  readonly board: (transaction: Transaction) => Promise<void>
  readonly end: (isCommitted: boolean) => void
}

type Signed = { readonly checkpoint: SignedCheckpoint; readonly edge: Edge }

type Waiter = { readonly size: number; readonly tell: (checkpoint: SignedCheckpoint | null) => void }

const longestPauseMs = 30_000
const chunk = 8192
/** More than this is hashed anew in a transaction that holds up no batch. */
const longestRide = 2_000
/** The writer waits no longer for company. */
const longestGatheringMs = 5
/** A signer or a disk that takes longer is not waited for by a batch: it goes without. */
const longestBoardingMs = 1_000

/**
 * Signs what is committed, newest first: one checkpoint serves every batch before it. Each is derived anew from the stored commitments behind
 * the last signed tree, so that a signature says: consistent with all before, and made of the rows that stand in the database. A checkpoint is
 * told to nobody before it is durable outside the database and in it. Where a batch follows at once the checkpoint rides with it; else it has a
 * transaction of its own.
 */
export class Signer {
  readonly #context: SignerContext
  #latest: SignedCheckpoint | undefined
  #edge: Edge
  #waiters: Waiter[] = []
  #running: Promise<void> | undefined
  #isSigning = false
  #riding: Promise<void> | undefined
  /** A batch that failed with a checkpoint aboard is tried again without one. */
  #mayRide = true
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
      this.#arrange()
    })
  }

  /** @param size of the tree before the batch that could take a checkpoint of it along. Undefined: there is none to be made, or it is being made. */
  ride(size: number): Ride | undefined {
    const { end } = this.#edge
    const isFree = this.#mayRide && !this.#isSigning && this.#riding === undefined && !this.#closed && this.#retry === undefined
    if (!isFree || size <= end || size - end > longestRide) return undefined
    const ended = Promise.withResolvers<void>()
    this.#riding = ended.promise
    let signing: Promise<Signed | undefined> = Promise.resolve(undefined)
    let aboard: Signed | undefined
    let failure: unknown
    return {
      asks: [selectLock('sign'), selectCommitmentBytes(end, end + longestRide)],
      begin: (head, rows) => {
        if (head.size - end > longestRide) return
        signing = this.#signBefore(head, commitmentBytesOf(rows)).catch((error: unknown) => {
          failure = error
          return undefined
        })
      },
      board: async (transaction) => {
        const late = Promise.withResolvers<undefined>()
        const timer = setTimeout(() => late.resolve(undefined), longestBoardingMs)
        aboard = await Promise.race([signing, late.promise])
        clearTimeout(timer)
        if (aboard !== undefined) insertSigned(transaction, aboard)
      },
      end: (isCommitted) => {
        // Nothing else is signed before the file is written: a larger checkpoint must not be replaced by this one.
        void signing.then(() => {
          this.#riding = undefined
          this.#mayRide = isCommitted
          if (isCommitted && aboard !== undefined) this.#publish(aboard)
          if (failure === undefined) this.#arrange()
          else this.#stumble(failure)
          ended.resolve()
        })
      },
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    await this.#riding
    await this.#running
  }

  #arrange(): void {
    if (this.#waiters.length > 0 && this.#riding === undefined) this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    try {
      for (await this.#letBoard(); this.#waiters.length > 0 && this.#riding === undefined; await this.#letBoard()) {
        this.#isSigning = true
        const signed = await this.#sign()
        this.#isSigning = false
        this.#mayRide = true
        if (!this.#publish(signed)) {
          const { size } = signed.checkpoint
          throw new RecordError('checkpoint-behind', `the log has ${size} facts, where more were to be signed`)
        }
      }
    } catch (error) {
      this.#stumble(error)
    } finally {
      this.#isSigning = false
      this.#running = undefined
    }
  }

  /** A batch that follows at once has begun by the next turn, one that is being gathered soon after. */
  async #letBoard(): Promise<void> {
    await nextTurn()
    if (this.#riding === undefined && this.#context.isBatchAhead()) await pause(longestGatheringMs)
  }

  /** Tells it to whoever waits for it. @returns whether anybody did. */
  #publish({ checkpoint, edge }: Signed): boolean {
    this.#latest = checkpoint
    this.#edge = edge
    this.#context.onPublished(checkpoint)
    const { size } = checkpoint
    const served = this.#waiters.filter((waiter) => waiter.size <= size)
    this.#waiters = this.#waiters.filter((waiter) => waiter.size > size)
    for (const { tell } of served) tell(checkpoint)
    if (this.#pauseMs > 0) this.#context.onTrouble(undefined)
    this.#pauseMs = 0
    return served.length > 0
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

  #sign(): Promise<Signed> {
    const { database, organisation, origin } = this.#context
    return database.transaction(organisation, async (transaction) => {
      const { end } = this.#edge
      const { head, origin: actual, rows } = await lockHead(transaction, 'sign', selectCommitmentBytes(end, end + chunk))
      if (actual !== origin)
        throw new RecordError('origin-changed', `the log's origin is ${actual ?? 'missing'}, this process signs for ${origin}`)
      const edge = copyEdge(this.#edge)
      let read = commitmentBytesOf(rows)
      for (;;) {
        continueEdge(edge, head, read)
        if (edge.end === head.size) break
        await nextTurn()
        read = commitmentBytesOf(await transaction.query(selectCommitmentBytes(edge.end, edge.end + chunk)))
      }
      const signed = await this.#certify(head, edge)
      insertSigned(transaction, signed)
      return signed
    })
  }

  async #signBefore(head: Head, commitments: Buffer): Promise<Signed> {
    const edge = copyEdge(this.#edge)
    continueEdge(edge, head, commitments)
    return this.#certify(head, edge)
  }

  /** @param edge of the tree that is made of the stored commitments: it must be that of the newest batch. */
  async #certify(head: Head, edge: Edge): Promise<Signed> {
    const { faults, outside, origin, key } = this.#context
    if (edge.end !== head.size || !Buffer.from(edgeRoot(edge, nativeHasher)).equals(head.root)) {
      throw forked(head.size, 'its tree is not the continuation of what was signed')
    }
    await faults('sign')
    const { keyId } = logKey(origin, key.publicKey)
    const note = await signNote(formatCheckpoint({ origin, size: head.size, root: head.root }), [{ name: origin, keyId, sign: key.sign }])
    const verdict = readCheckpoint(note, origin, logVerifier(logKey(origin, key.publicKey)))
    if (!verdict.ok) throw new RecordError('signing-key-mismatch', 'the signature that was made does not verify')
    await writeOutside(outside, verdict.value, this.#latest, key)
    await faults('outside-written')
    return { checkpoint: verdict.value, edge }
  }
}

const insertSigned = (transaction: Transaction, { checkpoint: { size, origin, note } }: Signed): void =>
  insertCheckpoint(transaction, size, origin, note)

/**
 * Continues a signed tree with the stored commitments behind it, up to the head: a batch may have been committed between the head and what was read
 * after it, and what goes past the head is the next checkpoint's. Throws `log-forked` where some are missing.
 */
function continueEdge(edge: Edge, head: Head, read: Buffer): void {
  const begin = edge.end
  const end = Math.min(begin + chunk, head.size)
  const commitments = read.subarray(0, (end - begin) * hashBytes)
  if (commitments.length !== (end - begin) * hashBytes) throw forked(head.size, `facts between ${begin} and ${end} are missing`)
  for (let at = 0; at < commitments.length; at += hashBytes)
    appendLeaf(edge, hashLeaf(commitments.subarray(at, at + hashBytes)), nativeHasher)
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
