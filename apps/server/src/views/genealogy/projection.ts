import type { Transaction } from '../../platform/database/index.ts'
import { messageOf } from '../../platform/errors/index.ts'
import { closeDiscrepancies, insertDiscrepancies } from '../discrepancies/index.ts'
import { ProjectionError } from './error.ts'
import type { PreparedFact } from './facts.ts'
import { Numbers } from './numbers.ts'
import { RowsOfBatch } from './rows.ts'
import type { NamedObject } from './rules.ts'
import { closeEvents, closeUntold, copyLines, identityOf, reopenUntold, selectDeclarationsOf, selectEventsOf, selectUses } from './store.ts'

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

  async project(transaction: Transaction, facts: readonly PreparedFact[]): Promise<void> {
    await this.#numbers.load(transaction, documentsOf(facts), objectsOf(facts))
    const rows = new RowsOfBatch(this.#numbers)
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
    for (const [table, lines] of rows.finish()) await copyLines(transaction, table, lines)
    await closeEvents(transaction, rows.closedEvents)
    await closeUntold(transaction, rows.told)
    await reopenUntold(transaction, new Map([...rows.closedEvents, ...rows.closedOwn]))
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

function* objectsOf(facts: readonly PreparedFact[]): Generator<NamedObject> {
  for (const fact of facts) {
    if (fact.what !== 'event') continue
    const { draft } = fact
    for (const { object, lot } of draft.participations) {
      yield object
      if (lot !== null) yield lot
    }
    const { transformation, readPoint, bizLocation, consignor, consignee, consigneeOwner } = draft
    if (transformation !== null) yield transformation
    if (readPoint !== null) yield readPoint
    if (bizLocation !== null) yield bizLocation
    if (consignor !== null) yield consignor
    if (consignee !== null) yield consignee
    if (consigneeOwner !== null) yield consigneeOwner
  }
}
