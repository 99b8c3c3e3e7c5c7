import type { Transaction } from '../../platform/database/index.ts'
import { messageOf } from '../../platform/errors/index.ts'
import { closeDiscrepancies, insertDiscrepancies } from '../discrepancies/index.ts'
import { ProjectionError } from './error.ts'
import type { PreparedFact } from './facts.ts'
import type { NamesOfBatch } from './names.ts'
import { Numbers } from './numbers.ts'
import { RowsOfBatch } from './rows.ts'
import { closeEvents, closeUntold, copyRows, identityOf, reopenUntold, selectDeclarationsOf, selectEventsOf, selectUses } from './store.ts'
import { closeUnfilled, reopenUnfilled } from './unfilled.ts'

/**
 * Facts → rows. Each fact is applied after the one before it, to the rows that stand then: how the facts are cut into batches makes no
 * difference. What is remembered between batches are numbers already given out; `forget` it whenever a transaction did not commit.
 */
export class Genealogy {
  readonly #numbers = new Numbers()

  forget(): void {
    this.#numbers.forget()
  }

  /** Call after the commit: what this batch numbered may be remembered. */
  keep(): void {
    this.#numbers.keep()
  }

  /** @param names what the events among the facts mention; they were prepared with it. */
  async project(transaction: Transaction, facts: readonly PreparedFact[], names: NamesOfBatch): Promise<void> {
    await this.#numbers.load(transaction, documentsOf(facts), names)
    const rows = new RowsOfBatch(this.#numbers, names)
    const identities = rows.identify(facts)
    const distinct = [...new Map(identities.map((identity) => [identityOf(identity), identity])).values()]
    const withEvents = distinct.filter(({ what }) => what === 'event')
    const withDeclarations = distinct.filter(({ what }) => what === 'declaration')
    rows.know({
      uses: await selectUses(transaction, withEvents),
      declarations: await selectDeclarationsOf(transaction, withEvents),
      events: await selectEventsOf(transaction, withDeclarations),
    })
    for (const fact of facts) applyTo(rows, fact)
    for (const added of rows.finish()) await copyRows(transaction, added)
    await closeEvents(transaction, rows.closedEvents)
    await closeUntold(transaction, rows.told)
    await closeUnfilled(transaction, rows.filled)
    const closed = new Map([...rows.closedEvents, ...rows.closedOwn])
    if (closed.size > 0) this.#numbers.forgetTold()
    await reopenUntold(transaction, closed)
    await reopenUnfilled(transaction, closed)
    await insertDiscrepancies(transaction, rows.discrepancies)
    await closeDiscrepancies(transaction, 'declaration-unmatched', rows.settled)
  }
}

function applyTo(rows: RowsOfBatch, fact: PreparedFact): void {
  try {
    rows.apply(fact)
  } catch (error) {
    throw new ProjectionError('projection-failed', `fact ${fact.index}: ${messageOf(error)}`, {
      params: { index: fact.index },
      cause: error,
    })
  }
}

function* documentsOf(facts: readonly PreparedFact[]): Generator<string> {
  for (const fact of facts) if (fact.what === 'event') yield fact.documentKey
}
