import { addSignatures, formatNote, parseNote, parseSignatureLines, type VerifierKey } from '@proofline/ledger'
import { type Clock, systemClock } from '../../platform/clock/index.ts'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import {
  establishLog,
  largerOf,
  loadSigningKey,
  logKey,
  logVerifier,
  type OutsideCheckpoint,
  outsideCheckpointIn,
  readCheckpoint,
  type SignedCheckpoint,
  Signer,
  type SigningKey,
  selectCosigned,
  selectLastCheckpoint,
  type Witness,
  Witnessing,
} from '../checkpoints/index.ts'
import { hashLeaf, instantOf, type StoredFact } from '../facts/index.ts'
import { emptyTree, type Faults, loadTree, noFaults, proveInclusion, RecordError, selectHead } from '../tree/index.ts'
import type { Outcome, Place, Receipt, Submission } from './model.ts'
import { commitmentOf, leavesOf, type Prepared } from './prepare.ts'
import { selectFact, selectRecorded } from './queries.ts'
import { Writer, type WriterOptions } from './writer.ts'

export type LedgerOptions = {
  readonly database: Database
  readonly organisation: Organisation
  /** Where the private key and the checkpoint outside the database are kept. */
  readonly keysFolder: string
  /** Name of the log, without scheme or spaces, such as `trace.example.com/log`; a random part is added. Used when the log begins. */
  readonly originPrefix?: string
  readonly clock?: Clock
  readonly writer?: WriterOptions
  readonly key?: SigningKey
  readonly outside?: OutsideCheckpoint
  readonly faults?: Faults
  /** Shown the published checkpoints, at most one a second. */
  readonly witnesses?: readonly Witness[]
  readonly witnessEveryMs?: number
  /** What goes wrong behind an answer that was given: signing, witnesses. Undefined: signing works again. */
  readonly onTrouble?: (error: unknown) => void
}

export type LedgerState = {
  readonly origin: string
  /** Facts committed, as far as this process knows. */
  readonly size: number
  /** The last checkpoint that was handed out. */
  readonly checkpoint: SignedCheckpoint | undefined
  /** Why nothing is appended any more: `log-truncated`, `log-forked`, `origin-changed`, `outside-checkpoint-missing`. */
  readonly stopped: RecordError | undefined
  /** Why signatures do not come at the moment. */
  readonly signing: 'works' | 'fails'
  /** Milliseconds that the clock stands behind the last recorded moment; 0 if it does not. */
  readonly clockBehindMs: number
}

/** The log of one organisation in this process: append, receipts, state. One instance a process and organisation. */
export class Ledger {
  readonly database: Database
  readonly organisation: Organisation
  readonly origin: string
  readonly #writer: Writer
  readonly #signer: Signer | undefined
  readonly #found: SignedCheckpoint | undefined
  readonly #clock: Clock
  readonly #witnessing: Witnessing
  readonly verifierKey: VerifierKey
  #stopped: RecordError | undefined
  /** The newest that was read from the database: another process has signed it, or this one, which is about to learn that it stands. */
  #seen: SignedCheckpoint | undefined
  #signing: 'works' | 'fails' = 'works'

  private constructor(options: LedgerOptions, start: Started) {
    this.database = options.database
    this.organisation = options.organisation
    this.origin = start.standing.origin
    this.#clock = options.clock ?? systemClock
    this.#found = start.standing.latest
    this.#stopped = start.standing.trouble
    const { database, organisation, faults = noFaults } = options
    const { origin, head, latest, edge } = start.standing
    this.#writer = new Writer(
      { database, organisation, origin, faults, clock: () => instantOf(this.#clock.now()), ride: (size) => this.#signer?.ride(size) },
      { head, tree: start.tree },
      options.writer,
    )
    const onTrouble = (error: unknown): void => {
      this.#signing = error === undefined ? 'works' : 'fails'
      options.onTrouble?.(error)
    }
    this.verifierKey = logKey(origin, start.key.publicKey)
    this.#witnessing = new Witnessing({
      database,
      organisation,
      witnesses: options.witnesses ?? [],
      now: () => instantOf(this.#clock.now()),
      onTrouble: (error) => options.onTrouble?.(error),
      ...(options.witnessEveryMs === undefined ? {} : { everyMs: options.witnessEveryMs }),
    })
    const onFork = (error: RecordError): void => {
      this.#stopped = error
    }
    const context = {
      database,
      organisation,
      origin,
      key: start.key,
      outside: start.outside,
      faults,
      onFork,
      onTrouble,
      isBatchAhead: () => this.#writer.isGathering,
      onPublished: (checkpoint: SignedCheckpoint) => this.#witnessing.published(checkpoint),
    }
    this.#signer = edge === undefined || this.#stopped !== undefined ? undefined : new Signer(context, latest, edge)
  }

  /**
   * Opens the log; makes key and origin at the first start. A log that does not contain what was signed opens as well, `stopped`: it can be
   * read, verified and restored. Throws RecordError `signing-key-mismatch`, `signing-key-unreadable`, `outside-checkpoint-damaged`.
   */
  static async open(options: LedgerOptions): Promise<Ledger> {
    const { database, organisation, keysFolder, originPrefix = `proofline.local/${organisation.name}`, clock = systemClock } = options
    const key = options.key ?? (await loadSigningKey(keysFolder))
    const outside = options.outside ?? outsideCheckpointIn(keysFolder)
    const standing = await establishLog({ database, organisation, key, outside, originPrefix, now: instantOf(clock.now()) })
    const tree =
      standing.trouble === undefined
        ? await database.transaction(organisation, (transaction) => loadTree(transaction, standing.head))
        : emptyTree()
    const ledger = new Ledger(options, { standing, tree, key, outside })
    // What was committed before a crash and not signed any more is signed now, before anybody is answered.
    await ledger.#signer?.reach(standing.head.size)
    return ledger
  }

  /**
   * Appends all of a submission or nothing. Resolves when it is decided, and where something was appended when it is committed and, unless
   * signing fails, signed. Throws `RecordError` (`record-busy`, `commit-unresolved` and DatabaseError `retriable` may be tried again: give
   * the facts a `once` key, then nothing is appended twice), what a companion threw, FactError.
   */
  async append(submission: Submission): Promise<Outcome> {
    if (this.#stopped !== undefined) throw this.#stopped
    const { decision, size, prepared } = await this.#writer.append(submission)
    if (decision.outcome === 'refused') return { outcome: 'refused', expectation: decision.expectation, actual: decision.actual }
    const { places, appended } = decision
    const checkpoint = await this.#reach(size)
    const receipts = await this.#receipts(places, prepared, checkpoint)
    return { outcome: appended > 0 ? 'appended' : 'duplicate', places, receipts }
  }

  async #receipts(places: readonly Place[], prepared: Prepared, checkpoint: SignedCheckpoint | null): Promise<Receipt[]> {
    const before = places.flatMap(({ index, duplicate }) => (duplicate ? [index] : []))
    const recorded = before.length === 0 ? new Map<number, never>() : await this.read((transaction) => selectRecorded(transaction, before))
    return places.map(({ index, duplicate }, position) => {
      const known = duplicate ? recorded.get(index) : undefined
      const { commitment, recordedAt } = known ?? {
        commitment: Buffer.from(commitmentOf(prepared, position)),
        recordedAt: prepared.recordedAt,
      }
      if (recordedAt === undefined || (duplicate && known === undefined)) {
        throw new RecordError('fact-unknown', `fact ${index} was committed and is not there`, { params: { index } })
      }
      const leafHash = duplicate ? hashLeaf(commitment) : Buffer.from(leavesOf(prepared, position, position + 1))
      return { origin: this.origin, index, recordedAt, commitment, leafHash, checkpoint: covering(checkpoint, index) }
    })
  }

  /** The receipt of a fact that stands in the log; undefined where there is none. */
  async readReceipt(index: number): Promise<Receipt | undefined> {
    const recorded = (await this.read((transaction) => selectRecorded(transaction, [index]))).get(index)
    if (recorded === undefined) return undefined
    const { commitment, recordedAt } = recorded
    const checkpoint = covering(await this.#reach(index + 1), index)
    return { origin: this.origin, index, recordedAt, commitment, leafHash: hashLeaf(commitment), checkpoint }
  }

  /** Runs queries of this log in one transaction that changes nothing. */
  read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.database.transaction(this.organisation, work, { readOnly: true })
  }

  readFact(index: number): Promise<StoredFact | undefined> {
    return this.read((transaction) => selectFact(transaction, index))
  }

  /** That the newest checkpoint contains fact `index`; undefined where it does not, or not yet. */
  async prove(index: number): Promise<{ readonly checkpoint: SignedCheckpoint; readonly hashes: readonly Buffer[] } | undefined> {
    if (index >= (await this.#sizeNow(index))) return undefined
    const checkpoint = covering(await this.#reach(index + 1), index)
    if (checkpoint === null) return undefined
    return { checkpoint, hashes: await this.read((transaction) => proveInclusion(transaction, index, checkpoint.size)) }
  }

  /** What another process has appended is signed by this one too, when it is asked for. */
  async #reach(size: number): Promise<SignedCheckpoint | null> {
    const reached = this.#signer === undefined ? this.#found : await this.#signer.reach(size)
    return largerOf(reached ?? undefined, this.#seen) ?? null
  }

  async #sizeNow(index: number): Promise<number> {
    const { size } = this.#writer.known.head
    return index < size ? size : (await this.read(selectHead)).head.size
  }

  /** The newest checkpoint of all processes: what this one serves never falls behind what another one has served. */
  async readCheckpoint(): Promise<SignedCheckpoint | undefined> {
    const own = this.checkpoint
    if (this.#stopped !== undefined) return own
    const newest = await this.read((transaction) => selectLastCheckpoint(transaction, this.origin))
    if (newest === undefined || newest.size <= (own?.size ?? -1)) return own
    const verified = readCheckpoint(newest.note, this.origin, logVerifier(this.verifierKey))
    if (verified.ok) this.#seen = largerOf(this.#seen, verified.value)
    return this.checkpoint
  }

  /** The newest note that a witness cosigned, with all cosignatures that it got. */
  async readCosigned(): Promise<string | undefined> {
    const cosigned = await this.read((transaction) => selectCosigned(transaction, this.origin))
    const note = cosigned === undefined ? undefined : parseNote(cosigned.note)
    const signatures = cosigned === undefined ? undefined : parseSignatureLines(cosigned.lines.join(''))
    return note?.ok === true && signatures?.ok === true ? formatNote(addSignatures(note.value, signatures.value)) : undefined
  }

  /** The newest checkpoint that this process has signed or shown: durable outside the database and in it. Its size never falls. */
  get checkpoint(): SignedCheckpoint | undefined {
    return largerOf(this.#signer === undefined ? this.#found : this.#signer.latest, this.#seen)
  }

  state(): LedgerState {
    const { head } = this.#writer.known
    const behind = head.recordedAt === null ? 0 : Date.parse(head.recordedAt) - this.#clock.now()
    return {
      origin: this.origin,
      size: head.size,
      checkpoint: this.checkpoint,
      stopped: this.#stopped ?? this.#writer.halted,
      signing: this.#signing,
      clockBehindMs: Math.max(0, behind),
    }
  }

  /** Appends what waits, signs it, then stops. */
  async close(): Promise<void> {
    await this.#writer.close()
    await this.#signer?.close()
    await this.#witnessing.close()
  }
}

type Started = {
  readonly standing: Awaited<ReturnType<typeof establishLog>>
  readonly tree: ReturnType<typeof emptyTree>
  readonly key: SigningKey
  readonly outside: OutsideCheckpoint
}

const covering = (checkpoint: SignedCheckpoint | null, index: number): SignedCheckpoint | null =>
  checkpoint !== null && checkpoint.size > index ? checkpoint : null
