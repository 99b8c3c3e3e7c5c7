import { type ConnectionSettings, Database, firstOrganisation } from '@proofline/server/operations'
import pg from 'pg'
import type { Round } from './model.ts'
import { countCpu, type Watched } from './processes.ts'

const header = Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex')
const trailer = Buffer.from('ffff', 'hex')
const chunkBytes = 256 * 1024

/** Bodies as rows `(bigint, bytea)` of COPY BINARY, in pieces of 256 KiB: ready before the clock starts. */
export function encodeRows(bodies: Iterable<Uint8Array>): Buffer[] {
  const chunks: Buffer[] = []
  let pending: Buffer[] = [header]
  let length = 0
  let id = 0n
  for (const body of bodies) {
    const fixed = Buffer.allocUnsafe(18)
    fixed.writeInt16BE(2, 0)
    fixed.writeInt32BE(8, 2)
    fixed.writeBigInt64BE(id, 6)
    fixed.writeInt32BE(body.length, 14)
    id += 1n
    pending.push(fixed, Buffer.from(body.buffer, body.byteOffset, body.byteLength))
    length += fixed.length + body.length
    if (length < chunkBytes) continue
    chunks.push(Buffer.concat(pending))
    pending = []
    length = 0
  }
  return [...chunks, Buffer.concat([...pending, trailer])]
}

const table = 'public.bench_plain'

/** The baseline: one plain table without index, trigger or promise, in the same PostgreSQL with the same settings for durability. */
export class PlainTable {
  /** PostgreSQL's. */
  readonly version: string
  readonly #admin: ConnectionSettings
  readonly #database: Database

  private constructor(admin: ConnectionSettings, version: string) {
    this.version = version
    this.#admin = admin
    this.#database = new Database({ connection: admin, maxConnections: 1 })
  }

  static async create(admin: ConnectionSettings): Promise<PlainTable> {
    const client = new pg.Client(admin)
    await client.connect()
    try {
      await client.query(`create table if not exists ${table} (id bigint, body bytea)`)
      const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version")
      return new PlainTable(admin, rows[0]?.version.split(' ', 1)[0] ?? '')
    } finally {
      await client.end()
    }
  }

  /** A connection of the superuser's for as long as `work` takes. */
  async connected<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client(this.#admin)
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  /** A transaction of the organisation's role, as the server has them. */
  asProduct<T>(work: Parameters<typeof Database.prototype.transaction<T>>[1]): Promise<T> {
    return this.#database.transaction(firstOrganisation, work)
  }

  /** Statements as the superuser, each outside a transaction. */
  run(...texts: readonly string[]): Promise<void> {
    return this.connected(async (client) => {
      for (const text of texts) await client.query(text)
    })
  }

  /** One COPY and its commit. @param units what one second of it is compared in: rows, or what stands in them. */
  async copyIn(chunks: readonly Buffer[], units: number, watched: Watched): Promise<Round> {
    return timed(units, watched, () =>
      this.#database.platformTransaction((transaction) => transaction.copyIn(`copy ${table} from stdin (format binary)`, chunks)),
    )
  }

  /** A COPY of `text` read to its end, and thrown away. */
  async copyOut(text: string, units: number, watched: Watched): Promise<Round> {
    return timed(units, watched, () =>
      this.#database.platformTransaction(async (transaction) => {
        const stream = transaction.copyOut(text)
        stream.resume()
        await new Promise((ended, failed) => stream.once('end', ended).once('error', failed))
      }),
    )
  }

  /** A row and a commit each, by so many clients that share so many connections. */
  async commitRows(bodies: readonly Uint8Array[], clients: number, connections: number, watched: Watched): Promise<Round> {
    const pool = new pg.Pool({ ...this.#admin, max: connections })
    try {
      await Promise.all(Array.from({ length: connections }, () => pool.query('select pg_sleep(0.05)')))
      const rows = bodies.entries()
      return await timed(bodies.length, watched, () =>
        Promise.all(
          Array.from({ length: clients }, async () => {
            for (const [id, body] of rows) {
              const values = [id, Buffer.from(body.buffer, body.byteOffset, body.byteLength)]
              await pool.query({ name: 'bench', text: `insert into ${table} values ($1, $2)`, values })
            }
          }),
        ),
      )
    } finally {
      await pool.end()
    }
  }

  async close(): Promise<void> {
    await this.#database.close()
  }
}

/** Runs `work` against the clock: `units` a second. */
export async function timed(units: number, watched: Watched, work: () => Promise<unknown>): Promise<Round> {
  const used = countCpu(watched)
  const startMs = performance.now()
  await work()
  const seconds = (performance.now() - startMs) / 1000
  return { figure: units / seconds, seconds, cpu: used() }
}
