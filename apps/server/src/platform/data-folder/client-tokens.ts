import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from './durable.ts'
import { DataFolderError } from './failure.ts'

/** The client whose token the first start makes. Its id stands in what it sent: it never changes. */
export const firstClient = 'api-client-1'

const tokenForm = /^[A-Za-z0-9_-]{43,200}$/
const nameForm = /^[a-z0-9][a-z0-9-]{0,62}$/
/** A token that was added or removed is known to a running server after this long. */
const rereadEveryMs = 1_000

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64')

/**
 * API clients: each outside system has a token of its own, and is a source of its own. `client-token` in the data folder is the first one's;
 * `clients/NAME` holds the token of client NAME. All 256 random bits, base64url, readable by the owner only. Removing the file revokes it.
 */
export class ClientTokens {
  readonly #folder: string
  #ids: ReadonlyMap<string, string> = new Map()
  #readAtMs = Number.NEGATIVE_INFINITY

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The id of the client whose token this is. Looked up by digest, so its time tells nothing of a token. @throws DataFolderError */
  find(token: string, nowMs: number = performance.now()): string | undefined {
    if (nowMs - this.#readAtMs >= rereadEveryMs) {
      this.#ids = this.#read()
      this.#readAtMs = nowMs
    }
    return this.#ids.get(digestOf(token))
  }

  names(): string[] {
    const folder = join(this.#folder, 'clients')
    return existsSync(folder)
      ? readdirSync(folder)
          .filter((name) => nameForm.test(name))
          .sort()
      : []
  }

  /** Makes a client and its token. @returns the file that holds the token. @throws DataFolderError `client-name-bad`, `client-exists` */
  add(name: string): string {
    const path = this.#pathOf(name)
    if (existsSync(path)) throw new DataFolderError('client-exists', `there is a client ${name}`, { params: { name } })
    mkdirSync(join(this.#folder, 'clients'), { recursive: true, mode: 0o700 })
    writeDurably(path, `${randomBytes(32).toString('base64url')}\n`)
    return path
  }

  /** Revokes a client's token; what it captured stays. @throws DataFolderError `client-name-bad`, `client-unknown` */
  remove(name: string): void {
    const path = this.#pathOf(name)
    if (!existsSync(path)) throw new DataFolderError('client-unknown', `there is no client ${name}`, { params: { name } })
    rmSync(path)
  }

  #pathOf(name: string): string {
    if (!nameForm.test(name) || name === firstClient) {
      throw new DataFolderError('client-name-bad', `not a name for a client: ${JSON.stringify(name)}`, { params: { name } })
    }
    return join(this.#folder, 'clients', name)
  }

  #read(): Map<string, string> {
    const ids = new Map([[digestOf(readToken(join(this.#folder, 'client-token'), this.#folder)), firstClient]])
    for (const name of this.names()) ids.set(digestOf(readToken(join(this.#folder, 'clients', name), this.#folder)), name)
    return ids
  }
}

/** @throws DataFolderError `data-folder-unusable` */
export function readToken(path: string, folder: string): string {
  const token = readFileSync(path, 'utf8').trim()
  if (tokenForm.test(token)) return token
  const reason = `${path} does not hold a token`
  throw new DataFolderError('data-folder-unusable', reason, { params: { folder, reason } })
}
