import { setImmediate as nextTurn } from 'node:timers/promises'
import { DatabaseError, type Transaction } from '../../platform/database/index.ts'
import { selectFactBytes } from '../../record/index.ts'
import { EntriesOfBatch, EventIndex } from '../events/index.ts'
import {
  type FactToProject,
  Genealogy,
  NamesOfBatch,
  type PreparedFact,
  ProjectionError,
  prepareFact,
  refusedFact,
} from '../genealogy/index.ts'
import { LogIncompleteError } from './error.ts'
import { selectCursor, updateCursor } from './store.ts'

export type BatchLimits = {
  readonly maxFacts: number
  /** Of envelopes and bodies; a larger fact is a batch of its own. */
  readonly maxBytes: number
}

export const batchLimits: BatchLimits = { maxFacts: 2_000, maxBytes: 1024 * 1024 }

/** Runs work so that it is done whole or not at all: a transaction, or a savepoint of one. */
export type Whole = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>

/** Around a batch: `begin` false: this projector may not write any more, nothing is done. */
export type Around = { begin(transaction: Transaction): Promise<boolean>; end(transaction: Transaction): Promise<void> }

/** Facts as far as they can be read alone: what they mean, what they name, and what they are found by. */
type Prepared = { readonly facts: PreparedFact[]; readonly names: NamesOfBatch; readonly entries: EntriesOfBatch }

/** The facts themselves, a megabyte of them, are let go once they are read. `isFull`: more is waiting behind it. */
type Batch = { readonly taken: number; readonly prepared: Prepared; readonly isFull: boolean }

/** `isFull`: there was more than it took. */
export type Step = { readonly cursor: number; readonly taken: number; readonly isFull: boolean } | 'may-not'

/**
 * The log, batch by batch. Rows and cursor change in one transaction, so a crash leaves a whole number of batches. A batch that fails through
 * what is in it is tried again in halves, until the fact is alone that is to blame; that one is noted as failed, and the log goes on.
 */
export class Batches {
  readonly #limits: BatchLimits
  readonly #whole: Whole
  readonly #read: Whole | undefined
  readonly #genealogy = new Genealogy()
  readonly #events = new EventIndex()
  #size: number
  /** The next batch, on its way while the rows of this one are. */
  #ahead: { readonly cursor: number; readonly batch: Promise<Batch> } | undefined
  /** The fact that was alone in the batch that failed. */
  #refused: number | undefined

  /** @param read a connection of its own to read the next batch with, while the rows of one are written; without it one comes after the other. */
  constructor(whole: Whole, limits: BatchLimits = batchLimits, read?: Whole) {
    this.#whole = whole
    this.#limits = limits
    this.#read = read
    this.#size = limits.maxFacts
  }

  /** What another may have written since is asked for again. */
  forget(): void {
    this.#genealogy.forget()
    this.#events.forget()
    this.#ahead = undefined
  }

  /** One batch. Throws what is not the doing of a fact: the database is lost, full, or its rows contradict each other. */
  async step(around: Around, upTo = Number.MAX_SAFE_INTEGER): Promise<Step> {
    let tried: { readonly first: number; readonly taken: number } | undefined
    try {
      const step = await this.#whole(async (transaction): Promise<Step> => {
        if (!(await around.begin(transaction))) return 'may-not'
        const cursor = await selectCursor(transaction)
        const batch =
          (await this.#takeAhead(cursor)) ?? (await this.#take(transaction, cursor, upTo, (taken) => (tried = { first: cursor, taken })))
        const { taken } = batch
        tried = { first: cursor, taken }
        if (taken === 0) return { cursor, taken: 0, isFull: false }
        const reached = cursor + taken
        if (batch.isFull) this.#readAhead(reached, upTo)
        const { facts, names, entries } = batch.prepared
        await this.#genealogy.project(transaction, facts, names)
        await this.#events.project(transaction, entries)
        await updateCursor(transaction, reached)
        await around.end(transaction)
        return { cursor: reached, taken, isFull: batch.isFull }
      })
      if (step === 'may-not') this.forget()
      else this.#grow()
      return step
    } catch (error) {
      this.forget()
      if (!blamesAFact(error)) throw error
      if (tried === undefined || tried.taken === 0) throw error
      const { first, taken } = tried
      if (taken > 1) this.#size = taken >> 1
      else if (this.#refused === first) throw error
      else this.#refused = first
      return { cursor: first, taken: 0, isFull: false }
    }
  }

  /** Whether the last step failed, and the next one tries less. */
  get isSearching(): boolean {
    return this.#size < this.#limits.maxFacts || this.#refused !== undefined
  }

  #grow(): void {
    this.#genealogy.keep()
    this.#events.keep()
    this.#refused = undefined
    this.#size = Math.min(this.#limits.maxFacts, this.#size * 2)
  }

  async #take(transaction: Transaction, cursor: number, upTo: number, onTaken?: (taken: number) => void): Promise<Batch> {
    const { maxBytes } = this.#limits
    const most = Math.min(this.#size, Math.max(0, upTo - cursor))
    const facts = await selectFactBytes(transaction, cursor, most, maxBytes)
    onTaken?.(facts.length)
    assertWhole(facts, cursor, upTo)
    const bytes = facts.reduce((sum, fact) => sum + bytesOf(fact), 0)
    return { taken: facts.length, prepared: await this.#prepare(facts), isFull: facts.length === most || bytes > maxBytes / 2 }
  }

  /** Facts do not change once they are there; that one was erased meanwhile revokes the lease, and what was read ahead is forgotten with it. */
  #readAhead(cursor: number, upTo: number): void {
    const read = this.#read
    if (read === undefined || this.isSearching || cursor >= upTo) return
    const ahead = { cursor, batch: read((transaction) => this.#take(transaction, cursor, upTo)) }
    this.#ahead = ahead
    // Whoever waits for it has the error. Before, it is as if nothing had been read.
    ahead.batch.catch(() => {
      if (this.#ahead === ahead) this.#ahead = undefined
    })
  }

  async #takeAhead(cursor: number): Promise<Batch | undefined> {
    const ahead = this.#ahead
    this.#ahead = undefined
    if (ahead?.cursor !== cursor || this.isSearching) return undefined
    const batch = await ahead.batch
    return batch.taken === 0 ? undefined : batch
  }

  async #prepare(facts: readonly FactToProject[]): Promise<Prepared> {
    const prepared: Prepared = { facts: [], names: new NamesOfBatch(), entries: new EntriesOfBatch() }
    let inTurn = 0
    for (const fact of facts) {
      if (inTurn >= bytesInTurn) {
        await nextTurn()
        inTurn = 0
      }
      inTurn += bytesOf(fact)
      prepared.facts.push(fact.index === this.#refused ? refusedFact(fact) : prepareWith(prepared, fact))
    }
    return prepared
  }
}

function prepareWith({ names, entries }: Prepared, fact: FactToProject): PreparedFact {
  try {
    const prepared = prepareFact(fact, { names, onEvent: (index, draft) => entries.addDraft(index, draft) })
    entries.addOther(fact, prepared)
    return prepared
  } catch (error) {
    if (error instanceof ProjectionError) return refusedFact(fact)
    throw error
  }
}

/** `upTo`, where it is known, promises that there are facts before it. @throws LogIncompleteError */
function assertWhole(taken: readonly FactToProject[], cursor: number, upTo: number): void {
  const hole = taken.findIndex(({ index }, at) => index !== cursor + at)
  if (hole >= 0) throw new LogIncompleteError(cursor + hole)
  if (taken.length === 0 && cursor < upTo && upTo < Number.MAX_SAFE_INTEGER) throw new LogIncompleteError(cursor)
}

/** One or two milliseconds, whatever the facts name: the database, which does nothing until its answer is read, is not kept waiting longer. */
const bytesInTurn = 16 * 1024

const bytesOf = ({ envelope, body }: FactToProject): number => envelope.length + (body?.length ?? 0)

/**
 * Data exceptions and limits of what a row may hold (PostgreSQL appendix A, classes 22 and 54), and what the projection itself throws at a
 * fact: they come again in every rebuild. Nothing that may pass by blames a fact, or two rebuilds would differ.
 */
function blamesAFact(error: unknown): boolean {
  if (error instanceof DatabaseError) return ['22', '54'].includes(error.sqlState?.slice(0, 2) ?? '')
  return error instanceof ProjectionError
}
