import type { ConnectionSettings } from '../database/index.ts'
import { EmbeddedPostgres, type PostgresEvent } from './postgres.ts'
import { prepareDatabase } from './ready.ts'

/** Where the database is, and how to get rid of it. */
export type DatabaseSource = {
  /** What the server works as. */
  readonly server: ConnectionSettings | string
  /** What migrates. */
  readonly admin: ConnectionSettings | string
  /** The server's login where it is not the one that migrates. */
  readonly serverLogin: string | undefined
  readonly isOutside: boolean
  readonly pid: () => number | undefined
  stop(): Promise<void>
}

const databaseName = 'proofline'

/** The PostgreSQL that comes along, started in `folder`, or the one that `url` names. @throws PostgresError */
export async function openDatabaseSource(
  url: string | undefined,
  folder: string,
  onEvent: (event: PostgresEvent) => void,
  signal?: AbortSignal,
): Promise<DatabaseSource> {
  if (url !== undefined) {
    return { server: url, admin: url, serverLogin: undefined, isOutside: true, pid: () => undefined, stop: async () => undefined }
  }
  const postgres = await EmbeddedPostgres.start({ folder, onEvent, signal })
  try {
    await prepareDatabase(postgres, databaseName)
  } catch (error) {
    await postgres.stop()
    throw error
  }
  const server = postgres.server(databaseName)
  return {
    server,
    admin: postgres.admin(databaseName),
    serverLogin: server.user,
    isOutside: false,
    pid: () => postgres.pid,
    stop: () => postgres.stop(),
  }
}
