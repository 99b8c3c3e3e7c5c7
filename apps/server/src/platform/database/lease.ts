import sql, { raw, type Sql } from 'sql-template-tag'
import type { Transaction } from './transaction.ts'

/**
 * One of many processes does something, by a row `(name, token, holder, expires_at)`. Each taking over raises the token: whoever writes under an old one
 * lost the lease without noticing, and finds out by the token. Times are the database's.
 */
export class Lease {
  readonly #table: Sql
  readonly #name: string

  /** @param table one of the program's own; its row `name` is there from the migration on. */
  constructor(table: string, name: string) {
    this.#table = raw(table)
    this.#name = name
  }

  /** Takes the lease if it is free, or already this holder's. @returns the token to write under; undefined: another has it. */
  async acquire(transaction: Transaction, holder: string, leaseMs: number): Promise<number | undefined> {
    const [row] = await transaction.query<{ token: number }>(sql`update ${this.#table}
      set token = token + 1, holder = ${holder}, expires_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
      where name = ${this.#name} and (expires_at < clock_timestamp() or holder = ${holder}) returning token`)
    return row?.token
  }

  /** Holds the row until the transaction ends: nobody can take it over meanwhile. False: it was taken over before. */
  async lock(transaction: Transaction, token: number): Promise<boolean> {
    const rows = await transaction.query(sql`select token from ${this.#table} where name = ${this.#name} and token = ${token} for update`)
    return rows.length === 1
  }

  /** False: another has the lease. */
  async renew(transaction: Transaction, token: number, leaseMs: number): Promise<boolean> {
    const touched = await transaction.execute(sql`update ${this.#table}
      set expires_at = clock_timestamp() + ${leaseMs} * interval '1 millisecond' where name = ${this.#name} and token = ${token}`)
    return touched === 1
  }

  async release(transaction: Transaction, token: number): Promise<void> {
    await transaction.execute(
      sql`update ${this.#table} set holder = null, expires_at = '-infinity' where name = ${this.#name} and token = ${token}`,
    )
  }

  /** Whoever holds it loses it with this; the row stays locked until the transaction ends. */
  async revoke(transaction: Transaction): Promise<void> {
    await transaction.execute(
      sql`update ${this.#table} set token = token + 1, holder = null, expires_at = '-infinity' where name = ${this.#name}`,
    )
  }
}
