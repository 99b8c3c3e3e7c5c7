import { statfsSync } from 'node:fs'
import { availableParallelism, totalmem } from 'node:os'

const mega = 1024 * 1024
const clamp = (low: number, value: number, high: number): number => Math.floor(Math.max(low, Math.min(value, high)))

export type SettingsInput = {
  readonly memoryBytes?: number
  readonly cores?: number
  /** A folder for the socket, or a port on the loopback address. */
  readonly socketFolder: string | undefined
  readonly port: number
  readonly clusterName: string
  /** For tests that start many: small buffers. Durability is never for sale. */
  readonly small?: boolean
}

/** What an acknowledgement rests on. On the command line, so that no file and no `alter system` can turn it off. */
const durability = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' }

/**
 * The settings for a machine that PostgreSQL shares with the server. Buffers are an eighth of the memory (the page cache does the rest);
 * checkpoints are rare and long, because a log that only grows pays mostly for full page images after each one.
 */
export function postgresSettings(input: SettingsInput): Readonly<Record<string, string>> {
  const memory = (input.memoryBytes ?? totalmem()) / mega
  const cores = input.cores ?? availableParallelism()
  const buffers = input.small === true ? 64 : clamp(64, memory / 8, 2048)
  return {
    ...durability,
    cluster_name: input.clusterName,
    listen_addresses: input.socketFolder === undefined ? '127.0.0.1' : '',
    ...(process.platform === 'win32' ? {} : { unix_socket_directories: input.socketFolder ?? '', unix_socket_permissions: '0700' }),
    port: String(input.port),
    max_connections: input.small === true ? '200' : '50',
    shared_buffers: `${buffers}MB`,
    effective_cache_size: `${clamp(128, memory / 2, 65_536)}MB`,
    work_mem: `${clamp(4, memory / 512, 32)}MB`,
    maintenance_work_mem: `${clamp(32, memory / 32, 512)}MB`,
    wal_buffers: '16MB',
    max_wal_size: input.small === true ? '512MB' : `${clamp(1024, memory / 4, 4096)}MB`,
    min_wal_size: input.small === true ? '80MB' : '256MB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    wal_level: 'replica',
    max_wal_senders: '0',
    max_worker_processes: String(clamp(4, cores + 2, 16)),
    max_parallel_workers: String(clamp(1, cores, 8)),
    max_parallel_workers_per_gather: String(clamp(1, cores / 2, 4)),
    io_workers: String(clamp(1, cores / 2, 4)),
    dynamic_shared_memory_type: sharedMemoryType(),
    jit: 'off',
    timezone: 'UTC',
    lc_messages: 'C',
    // A line for each failed statement would let requests fill the disk, and would carry the customer's values: the server has the error anyway.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    idle_in_transaction_session_timeout: '60s',
    tcp_keepalives_idle: '60',
  }
}

/** Containers often have 64 MB of shared memory: a parallel query would then fail half-way. */
function sharedMemoryType(): string {
  if (process.platform === 'win32') return 'windows'
  if (process.platform !== 'linux') return 'posix'
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize < 256 * mega ? 'mmap' : 'posix'
  } catch {
    return 'mmap'
  }
}
