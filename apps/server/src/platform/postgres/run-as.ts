import { type SpawnOptions, spawnSync } from 'node:child_process'
import { chmodSync, lchownSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { PostgresError } from './failure.ts'

/**
 * How PostgreSQL's programs are started. PostgreSQL refuses to run as root, so root needs another identity for it; everyone else runs it as
 * themselves. `owner` is who its folder must belong to.
 */
export type RunAs = {
  readonly how: 'self' | 'user-namespace' | 'other-user' | 'other-user-with-access'
  readonly prefix: readonly string[]
  readonly options: Pick<SpawnOptions, 'uid' | 'gid'>
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
}

const self: RunAs = { how: 'self', prefix: [], options: {}, owner: undefined }

/** The command line that runs `program` so. */
export const commandOf = (runAs: RunAs, program: string, args: readonly string[]): [string, string[]] => {
  const [command = program, ...rest] = [...runAs.prefix, program, ...args]
  return [command, rest]
}

/**
 * The first way that works here. As root: (1) a user namespace in which root appears as `nobody`: files stay root's, a 0700 parent does no
 * harm; (2) the user `postgres` or `nobody`, where the folder can be reached; (3) the same user, allowed to pass closed folders. Containers
 * often forbid (1). Changes the owner of `folder` (and nothing else) to who will run PostgreSQL.
 */
export function chooseRunAs(binaries: Binaries, folder: string): RunAs {
  if (process.getuid?.() !== 0) {
    assertOwn(folder)
    return self
  }
  for (const runAs of candidates()) {
    if (runAs.owner !== undefined) giveTo(folder, runAs.owner)
    if (works(runAs, binaries, folder)) return runAs
  }
  throw new PostgresError('no-other-user', `PostgreSQL does not run as root, and no other identity can use ${folder}`, {
    params: { folder },
  })
}

function candidates(): RunAs[] {
  const { uid, gid } = otherUser()
  const owner = { uid, gid }
  const namespace = ['unshare', '--user', '--map-user=65534', '--map-group=65534', '--']
  const access = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ]
  return [
    { how: 'user-namespace', prefix: namespace, options: {}, owner: { uid: 0, gid: 0 } },
    { how: 'other-user', prefix: [], options: owner, owner },
    { how: 'other-user-with-access', prefix: access, options: {}, owner },
  ]
}

/** `postgres` where the machine has such a user, else `nobody`. */
function otherUser(): { uid: number; gid: number } {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const found = ['postgres:', 'nobody:'].flatMap((name) => lines.filter((line) => line.startsWith(name)))[0]
  const [, , uid = '65534', gid = '65534'] = found?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

/** The programs run, and the folder can be written, under this identity. */
function works(runAs: RunAs, binaries: Binaries, folder: string): boolean {
  // A folder of ours must let PostgreSQL's user pass; what stands above it is not ours to change.
  if (runAs.how === 'other-user') chmodSync(dirname(folder), 0o711)
  const checks: [string, string[]][] = [
    [binaries.postgres, ['--version']],
    [binaries.initdb, ['--version']],
    ['/bin/sh', ['-c', 'cd "$1" && test -w . && test "$(id -u)" != 0', 'sh', folder]],
  ]
  return checks.every(([program, args]) => {
    const [command, rest] = commandOf(runAs, program, args)
    return spawnSync(command, rest, { ...runAs.options, cwd: '/', stdio: 'ignore', timeout: 20_000 }).status === 0
  })
}

function giveTo(folder: string, owner: { uid: number; gid: number }): void {
  if (statSync(folder).uid === owner.uid) return
  // The folder itself last: a start that was interrupted half-way does the whole again.
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid)
  }
  lchownSync(folder, owner.uid, owner.gid)
}

function assertOwn(folder: string): void {
  const { uid } = statSync(folder)
  const me = process.getuid?.()
  if (me === undefined || uid === me) return
  throw new PostgresError('folder-owner', `${folder} belongs to user ${uid}, this is user ${me}`, {
    params: { folder, owner: uid, user: me },
  })
}
