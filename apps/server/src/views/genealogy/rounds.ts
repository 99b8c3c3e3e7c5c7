import type { Readable } from 'node:stream'
import type { Sql, Transaction } from '../../platform/database/index.ts'

/** What a reading of the views needs of a transaction. */
export type Reads = Pick<Transaction, 'query' | 'copyOut'>

type Asked = { readonly statement: Sql; readonly tell: (rows: object[]) => void; readonly fail: (error: unknown) => void }

/**
 * A transaction that is read in rounds: whatever is asked before anything is waited for goes to PostgreSQL in one round trip, in its order. For readings
 * only: the first that fails ends its round.
 */
export class Rounds implements Reads {
  readonly #transaction: Transaction
  #asked: Asked[] = []

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  query<Row extends object>(statement: Sql): Promise<Row[]> {
    return new Promise((tell, fail) => {
      // After all that goes on without waiting: whoever was answered by the same round asks in the same one again.
      if (this.#asked.length === 0) process.nextTick(() => this.#send())
      this.#asked.push({ statement, tell: (rows) => tell(rows as Row[]), fail })
    })
  }

  copyOut(text: string): Readable {
    this.#send()
    return this.#transaction.copyOut(text)
  }

  #send(): void {
    const asked = this.#asked
    this.#asked = []
    if (asked.length === 0) return
    this.#transaction.together(...asked.map(({ statement }) => statement)).then(
      (results) => {
        for (const [at, { tell }] of asked.entries()) tell(results[at] ?? [])
      },
      (error: unknown) => {
        for (const { fail } of asked) fail(error)
      },
    )
  }
}
