import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '../errors/index.ts'
import { readToken } from './client-tokens.ts'
import { writeDurably } from './durable.ts'
import { DataFolderError } from './failure.ts'

/** What a running server tells others on this machine: the command-line tool, and a second start. */
export type ServerNote = { readonly pid: number; readonly address: string; readonly startedAt: string }

/** The one folder with all state. Held by at most one server; the hold ends with the process, however it ends. */
export class DataFolder {
  readonly path: string
  readonly #lock: DatabaseSync

  private constructor(path: string, lock: DatabaseSync) {
    this.path = path
    this.#lock = lock
  }

  /** Makes the folder (0700) where there is none, and takes it. @throws DataFolderError */
  static open(path: string): DataFolder {
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 })
      const lock = takeLock(path)
      // Only now, because a PostgreSQL of another user may have to pass through the folder of a server that runs.
      chmodSync(path, 0o700)
      return new DataFolder(path, lock)
    } catch (error) {
      if (error instanceof DataFolderError) throw error
      throw new DataFolderError('data-folder-unusable', messageOf(error), {
        params: { folder: path, reason: messageOf(error) },
        cause: error,
      })
    }
  }

  /** PostgreSQL's part. */
  get postgres(): string {
    return join(this.path, 'postgres')
  }

  /** Keys of the log's signer and the copy of its last checkpoint: outside the database on purpose. Made on first use, 0700. */
  get keys(): string {
    const folder = join(this.path, 'keys')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return folder
  }

  get tokenPath(): string {
    return join(this.path, 'client-token')
  }

  /** The API client token: 256 random bits, base64url; made at the first start, readable by the owner only. */
  loadToken(): string {
    if (existsSync(this.tokenPath)) return readToken(this.tokenPath, this.path)
    const token = randomBytes(32).toString('base64url')
    writeDurably(this.tokenPath, `${token}\n`)
    return token
  }

  /** The trust policy of the log (C2SP tlog-policy), as its operator wrote it. Empty where there is none. */
  readPolicy(): string {
    const path = join(this.path, 'tlog-policy')
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  announce(note: ServerNote): void {
    writeDurably(join(this.path, 'server.json'), `${JSON.stringify(note)}\n`)
  }

  /**
   * Bytes that an ordinary user can still write, on whichever of its disks has least: keys, PostgreSQL's data and its write-ahead log may be
   * links or mounts. Of a database elsewhere it says nothing.
   */
  freeBytes(): number {
    const { path } = this
    const cluster = join(this.postgres, 'cluster')
    const places = [path, join(path, 'keys'), cluster, join(cluster, 'pg_wal')].filter((place) => existsSync(place))
    return Math.min(...places.map(freeBytesAt))
  }

  /** Gives the folder up: the note first, so that nobody finds the address of a server that is gone. */
  close(): void {
    rmSync(join(this.path, 'server.json'), { force: true })
    if (this.#lock.isOpen) this.#lock.close()
  }
}

function freeBytesAt(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

/**
 * A lock of the operating system (taken through SQLite, which has it on every platform): it ends with the process that holds it, so none is
 * ever stale, and two starts at the same moment cannot both get it.
 */
function takeLock(path: string): DatabaseSync {
  const lock = new DatabaseSync(join(path, 'lock'), { timeout: 0 })
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    if ((error as { errcode?: number }).errcode !== 5) throw error
    const holder = readServerNote(path)
    const params = { folder: path, pid: holder?.pid ?? '?', address: holder?.address ?? '?' }
    throw new DataFolderError('data-folder-held', `${path} is held by process ${params.pid} at ${params.address}`, { params })
  }
}

/** Where the server of a data folder is, if one announced itself. */
export function readServerNote(path: string): ServerNote | undefined {
  const file = join(path, 'server.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}
