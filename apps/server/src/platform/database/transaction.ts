import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient, QueryConfig } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Sql } from 'sql-template-tag'
import { CopyOut } from './copy-out.ts'
import { asDatabaseError } from './failure.ts'
import { type Part, type PartResult, sendGroup } from './statement-group.ts'

/** Each text gets one name in the whole process, so that a connection parses it once. Past the bound (texts made at run time) queries go unnamed. */
const names = new Map<string, string>()
const namesMax = 1000

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= namesMax) return known
  const name = `q${names.size}`
  names.set(text, name)
  return name
}

/** A statement is prepared apart for each of its two ways: see `statement-group.ts`. Texts made at run time have no name and take the place of each other. */
function groupNameOf(text: string): string {
  const name = nameOf(text)
  return name === undefined ? '' : `g-${name}`
}

/** One open transaction on one connection. Statements run one after another, never side by side. Valid until its `work` returns. */
export class Transaction {
  readonly #client: PoolClient
  readonly #unread = new Set<Readable>()
  /** What opens the transaction, until it was sent: together with the first statement where that is a script, so that both take one round trip. */
  #opening: readonly string[] | undefined
  #depth = 0
  #later: Part[] = []
  #failure: unknown

  constructor(client: PoolClient, opening: readonly string[]) {
    this.#client = client
    this.#opening = opening
  }

  /** Whether anything was asked of PostgreSQL. */
  get isOpen(): boolean {
    return this.#opening === undefined || this.#later.length > 0
  }

  /** The rows of a prepared statement. bigint comes as number (refused above 2^53), numeric and date as text, bytea as Buffer, timestamptz as Date. */
  async query<Row extends object>(statement: Sql): Promise<Row[]> {
    return (await this.#run<Row>(statement, true)).rows
  }

  /** As `query`, for a text that differs from call to call (`join` of lists): it is not kept prepared. */
  async queryOnce<Row extends object>(statement: Sql): Promise<Row[]> {
    return (await this.#run<Row>(statement, false)).rows
  }

  /**
   * Runs a prepared statement for its effect, together with whatever is asked next, the commit at the latest: in one round trip. What it fails with is
   * thrown there, and by the commit again, should that be passed over.
   */
  later(statement: Sql): void {
    this.#later.push(partOf(statement))
  }

  /** Runs prepared statements in one round trip, what opens the transaction and what waits for the next statement with them. @returns the rows of each. */
  async together(...statements: readonly Sql[]): Promise<object[][]> {
    const results = await this.#sendLater(statements.map(partOf))
    return results.slice(results.length - statements.length).map(({ rows }) => rows)
  }

  /** `copy … from stdin` as `later`: the data is held until then, and once more on its way. */
  copyInLater(text: string, data: Uint8Array): void {
    this.#later.push({ name: groupNameOf(text), text, data })
  }

  /** Why the transaction can only be rolled back, where one of the statements that were sent together has failed. */
  get failure(): unknown {
    return this.#failure
  }

  /** Sends what is left, and the commit with it. @returns what the commit was answered: ROLLBACK where a statement had failed before. */
  async commit(): Promise<string> {
    if (this.#later.length === 0) return (await this.#client.query('commit')).command
    const results = await this.#sendLater([{ name: 'g-commit', text: 'commit', values: [] }])
    return results.at(-1)?.command ?? ''
  }

  /** Runs a prepared statement for its effect. @returns how many rows it touched. */
  async execute(statement: Sql): Promise<number> {
    return (await this.#run(statement, true)).rowCount ?? 0
  }

  /** `copy … from stdin`: streams what `source` yields. @returns the number of rows. An error of the source aborts the copy and the transaction. */
  async copyIn(text: string, source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number> {
    await this.#sendLater([])
    await this.#open()
    const stream = this.#client.query(copyFrom(text))
    try {
      await pipeline(Readable.from(source, { objectMode: false }), stream as Writable)
    } catch (error) {
      throw asDatabaseError(error) ?? error
    }
    return stream.rowCount
  }

  /**
   * `copy … to stdout`: a statement runs after it only when it was read to its end. Left before, the connection is given up with the
   * transaction; one that may write is then not committed.
   */
  copyOut(text: string): Readable {
    if (this.#later.length > 0) throw new Error('a copy out cannot be asked while statements wait to be sent')
    const opened = this.#open()
    const stream = this.#client.query(new CopyOut(text))
    opened.catch((error: Error) => stream.destroy(error))
    this.#unread.add(stream)
    stream.once('end', () => this.#unread.delete(stream))
    // PostgreSQL's own error ends the copy as well; whoever reads the stream gets it.
    stream.once('error', () => this.#unread.delete(stream))
    return stream
  }

  /** Whether the connection is still sending what nobody reads. */
  get isLeftInCopy(): boolean {
    return this.#unread.size > 0
  }

  /** Undoes only `work` when it throws; the transaction stays usable. */
  async savepoint<T>(work: () => Promise<T>): Promise<T> {
    const name = `s${this.#depth}`
    await this.#plain(`savepoint ${name}`)
    this.#depth += 1
    try {
      const value = await work()
      await this.#plain(`release savepoint ${name}`)
      return value
    } catch (error) {
      await this.#plain(`rollback to savepoint ${name}; release savepoint ${name}`)
      throw error
    } finally {
      this.#depth -= 1
    }
  }

  /** Runs a text of several statements without parameters in one round trip. @returns the rows of each. */
  async script(text: string): Promise<object[][]> {
    return this.#plain(text)
  }

  async #open(): Promise<void> {
    if (this.#opening !== undefined) await this.#plain('')
  }

  async #plain(text: string): Promise<object[][]> {
    // What opens is handed to the driver before anything is awaited: a copy out is queued behind it.
    if (this.#later.length > 0) await this.#sendLater([])
    const opening = this.#opening ?? []
    this.#opening = undefined
    try {
      const given: unknown = await this.#client.query([...opening, text].join('; '))
      const results = (Array.isArray(given) ? given : [given]) as { rows: object[] }[]
      return results.slice(opening.length).map(({ rows }) => rows)
    } catch (error) {
      throw asDatabaseError(error) ?? error
    }
  }

  async #run<Row extends object>(statement: Sql, prepared: boolean) {
    if (this.#later.length > 0) {
      const [last] = (await this.#sendLater([prepared ? partOf(statement) : { ...partOf(statement), name: '' }])).slice(-1)
      return last as PartResult & { rows: Row[] }
    }
    await this.#open()
    const text = statement.text
    const name = prepared ? nameOf(text) : undefined
    const config: QueryConfig = name === undefined ? { text, values: statement.values } : { name, text, values: statement.values }
    try {
      return await this.#client.query<Row>(config)
    } catch (error) {
      throw asDatabaseError(error) ?? error
    }
  }

  async #sendLater(more: readonly Part[]): Promise<PartResult[]> {
    if (this.#later.length + more.length === 0) return []
    const parts = [...(this.#opening ?? []).map(plainPartOf), ...this.#later, ...more]
    this.#opening = undefined
    this.#later = []
    try {
      return await sendGroup(this.#client, parts)
    } catch (error) {
      this.#failure ??= asDatabaseError(error) ?? error
      throw this.#failure
    }
  }
}

const plainPartOf = (text: string): Part => ({ name: groupNameOf(text), text, values: [] })

const partOf = (statement: Sql): Part => ({ name: groupNameOf(statement.text), text: statement.text, values: statement.values })
