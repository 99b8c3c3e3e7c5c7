import pg, { type PoolClient } from 'pg'

/** A prepared statement; or a COPY … FROM STDIN with all of its data, which is sent at once: not for what is too much to hold twice. */
export type Part =
  | { readonly name: string; readonly text: string; readonly values: readonly unknown[] }
  | { readonly name: string; readonly text: string; readonly data: Uint8Array }

export type PartResult = { readonly rows: object[]; readonly rowCount: number | null; readonly command: string }

/** What the driver's connection can send (PostgreSQL protocol §54.2.3, extended query), of which its types know a part. */
type Wire = {
  readonly stream: { cork(): void; uncork(): void }
  parse(message: { name: string; text: string }): void
  bind(message: { statement: string; values: readonly unknown[]; valueMapper: (value: unknown) => unknown }): void
  describe(message: { type: 'P' }): void
  execute(message: undefined): void
  close(message: { type: 'S'; name: string }): void
  sync(): void
  sendCopyFromChunk(chunk: Uint8Array): void
  endCopyFrom(): void
}

type Accumulator = PartResult & {
  addFields(fields: unknown): void
  parseRow(fields: unknown): object
  addRow(row: object): void
  addCommandComplete(message: unknown): void
}

const { Result, utils } = pg as unknown as {
  Result: new (rowMode: undefined, types: Pick<PoolClient, 'getTypeParser'>) => Accumulator
  utils: { prepareValue(value: unknown): unknown }
}

/** Statements that a connection has prepared by this way. Their names are of another family than the driver's own, which keeps its own books. */
const preparedBy = new WeakMap<Wire, Set<string>>()

/**
 * Several statements in one round trip: all are sent, then one Sync. The first that fails ends the group, the server leaves out the rest. What the
 * driver calls while this is its active query.
 */
class StatementGroup {
  readonly #parts: readonly Part[]
  readonly #results: Accumulator[]
  readonly #tell: (results: PartResult[]) => void
  readonly #fail: (error: unknown) => void
  #at = 0
  #unreadable: unknown

  constructor(client: PoolClient, parts: readonly Part[], tell: (results: PartResult[]) => void, fail: (error: unknown) => void) {
    this.#parts = parts
    this.#results = parts.map(() => new Result(undefined, client))
    this.#tell = tell
    this.#fail = fail
  }

  /** @returns why nothing was sent. */
  submit(connection: unknown): Error | null {
    const wire = connection as Wire
    const prepared = preparedBy.get(wire) ?? new Set()
    preparedBy.set(wire, prepared)
    wire.stream.cork()
    try {
      for (const part of this.#parts) sendPart(wire, part, part.name !== '' && prepared.has(part.name))
    } catch (error) {
      // A value that cannot be sent. What was sent before it is waited for.
      this.#unreadable = error
    } finally {
      wire.sync()
      wire.stream.uncork()
    }
    return null
  }

  handleRowDescription(message: { fields: unknown }): void {
    this.#results[this.#at]?.addFields(message.fields)
  }

  handleDataRow(message: { fields: unknown }): void {
    const result = this.#results[this.#at]
    try {
      if (this.#unreadable === undefined) result?.addRow(result.parseRow(message.fields))
    } catch (error) {
      this.#unreadable = error
    }
  }

  handleCommandComplete(message: unknown): void {
    this.#results[this.#at]?.addCommandComplete(message)
    this.#at += 1
  }

  handleEmptyQuery(): void {
    this.#at += 1
  }

  /** The data is on its way already. */
  handleCopyInResponse(): void {}

  handleError(error: unknown): void {
    this.#fail(error)
  }

  handleReadyForQuery(connection: unknown): void {
    if (this.#unreadable !== undefined) {
      this.#fail(this.#unreadable)
      return
    }
    const prepared = preparedBy.get(connection as Wire)
    for (const { name } of this.#parts) prepared?.add(name)
    this.#tell(this.#results)
  }
}

function sendPart(wire: Wire, part: Part, isPrepared: boolean): void {
  const { name, text } = part
  if (!isPrepared) {
    // Of a group that failed it is not known which of its statements were prepared: to close one that is not there is no error.
    wire.close({ type: 'S', name })
    wire.parse({ name, text })
  }
  const values = 'values' in part ? part.values : []
  wire.bind({ statement: name, values, valueMapper: utils.prepareValue })
  wire.describe({ type: 'P' })
  wire.execute(undefined)
  if (!('data' in part)) return
  wire.sendCopyFromChunk(part.data)
  wire.endCopyFrom()
}

/** The results in the order of the parts. Throws what the first part that fails is answered; after it the transaction can only be rolled back. */
export const sendGroup = (client: PoolClient, parts: readonly Part[]): Promise<PartResult[]> =>
  new Promise((tell, fail) => {
    client.query(new StatementGroup(client, parts, tell, fail))
  })
