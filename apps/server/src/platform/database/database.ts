import pg, { type PoolClient } from 'pg'
import { messageOf } from '../errors/index.ts'
import { asDatabaseError, DatabaseError, losesConnection } from './failure.ts'
import type { Organisation } from './organisation.ts'
import { Transaction } from './transaction.ts'

/** Where PostgreSQL listens: a folder with its socket, or a host name. */
export type ConnectionSettings = {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly ssl?: boolean | { readonly rejectUnauthorized: boolean }
}

export type DatabaseOptions = {
  readonly connection: ConnectionSettings | string
  readonly maxConnections?: number
  /** A connection is waited for this long, then `database-unavailable`. */
  readonly connectTimeoutMs?: number
  readonly idleInTransactionTimeoutMs?: number
  /** What happens to idle connections is nobody's call to answer: it is told here. */
  readonly onConnectionLost?: (message: string) => void
}

export type TransactionOptions = {
  readonly readOnly?: boolean
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable'
  /** Each statement of it may take this long. */
  readonly statementTimeoutMs?: number
  /** `app` unless said otherwise; `owner` and `eraser` only where the login may become them. */
  readonly role?: 'app' | 'owner' | 'eraser'
}

const typesOf = () => {
  const overrides = new pg.TypeOverrides()
  overrides.setTypeParser(pg.types.builtins.INT8, parseInt8)
  overrides.setTypeParser(pg.types.builtins.DATE, (text: string) => text)
  return overrides
}

function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new DatabaseError('number-too-large', `bigint ${text} does not survive as a number`)
  return value
}

const quote = (identifier: string): string => pg.escapeIdentifier(identifier)

function openingOf(organisation: Organisation, options: TransactionOptions): string[] {
  const role = organisation[options.role ?? 'app']
  const parts = [
    `begin isolation level ${options.isolation ?? 'read committed'}${options.readOnly === true ? ' read only' : ''}`,
    `set local role ${quote(role)}`,
    `set local search_path to ${quote(organisation.schema)}`,
  ]
  if (options.statementTimeoutMs !== undefined) parts.push(`set local statement_timeout to ${Math.ceil(options.statementTimeoutMs)}`)
  return parts
}

/** A pool of connections. The only way to a query is a transaction of an organisation: its role, its schema, nothing else in the search path. */
export class Database {
  readonly #pool: pg.Pool

  constructor(options: DatabaseOptions) {
    const { connection } = options
    const idleTimeout = Math.ceil(options.idleInTransactionTimeoutMs ?? 60_000)
    this.#pool = new pg.Pool({
      ...(typeof connection === 'string' ? { connectionString: connection } : connection),
      max: options.maxConnections ?? 12,
      connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
      idleTimeoutMillis: 30_000,
      allowExitOnIdle: true,
      application_name: 'proofline',
      keepAlive: true,
      types: typesOf(),
      options: `-c search_path= -c idle_in_transaction_session_timeout=${idleTimeout} -c TimeZone=UTC -c DateStyle=ISO`,
    })
    this.#pool.on('error', (error) => options.onConnectionLost?.(messageOf(error)))
  }

  /**
   * Runs `work` in one transaction and commits it. Throws what `work` throws (rolled back), `DatabaseError` for all else. Where a statement
   * failed and `work` went on regardless, the commit is refused as `transaction-aborted`.
   */
  async transaction<T>(
    organisation: Organisation,
    work: (transaction: Transaction) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    return this.#within(openingOf(organisation, options), work, options.readOnly ?? false)
  }

  /** A transaction as the login itself, without an organisation: for migrations, health and what belongs to the whole cluster. */
  async platformTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#within(['begin'], work, false)
  }

  /** Connections in use, idle, and callers that wait for one. */
  load(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount }
  }

  async close(): Promise<void> {
    if (!this.#pool.ended && !this.#pool.ending) await this.#pool.end()
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect()
    } catch (error) {
      throw asDatabaseError(error) ?? error
    }
  }

  async #within<T>(opening: readonly string[], work: (transaction: Transaction) => Promise<T>, readOnly: boolean): Promise<T> {
    const client = await this.#connect()
    // A connection that dies between two statements reports it here; the next statement fails with it, so nothing is lost by listening only.
    const ignoreHere = () => undefined
    client.on('error', ignoreHere)
    const transaction = new Transaction(client, opening)
    let lost = false
    let committing = false
    try {
      const value = await work(transaction)
      if (!transaction.isOpen) return value
      if (transaction.isLeftInCopy) {
        lost = true
        if (readOnly) return value
        throw new DatabaseError('transaction-aborted', 'a copy was left before its end: nothing was committed')
      }
      committing = true
      if ((await transaction.commit()) === 'ROLLBACK') {
        throw (
          transaction.failure ??
          new DatabaseError('transaction-aborted', 'a statement of this transaction had failed: nothing was committed')
        )
      }
      return value
    } catch (error) {
      const failure = asDatabaseError(error)
      lost ||= transaction.isLeftInCopy || (failure !== undefined && losesConnection(failure))
      if (!lost) lost = !(await rollsBack(client))
      if (committing && failure?.code === 'database-unavailable') {
        throw new DatabaseError('commit-unknown', `the connection was lost during the commit: ${failure.message}`, { cause: error })
      }
      throw failure ?? error
    } finally {
      client.off('error', ignoreHere)
      client.release(lost)
    }
  }
}

/** Whether the connection is clean again: one that cannot even roll back is thrown away, which rolls back too. */
async function rollsBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback')
    return true
  } catch {
    return false
  }
}
