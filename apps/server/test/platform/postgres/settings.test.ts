import assert from 'node:assert/strict'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { prepareBinaries } from '../../../src/platform/postgres/binaries.ts'
import { clusterNameOf, isAlive, processesOf } from '../../../src/platform/postgres/processes.ts'
import { commandOf } from '../../../src/platform/postgres/run-as.ts'
import { postgresSettings } from '../../../src/platform/postgres/settings.ts'

const giga = 1024 ** 3
const settingsFor = (memoryBytes: number, small = false) =>
  postgresSettings({ memoryBytes, cores: 2, socketFolder: 'run', port: 5432, clusterName: 'c', small })

test('durability is on for every size of machine, tests included', () => {
  for (const memory of [giga / 2, 2 * giga, 24 * giga, 1024 * giga]) {
    for (const small of [false, true]) {
      const { fsync, full_page_writes, synchronous_commit } = settingsFor(memory, small)
      assert.deepEqual([fsync, full_page_writes, synchronous_commit], ['on', 'on', 'on'])
    }
  }
})

test('memory is sized by the machine, within bounds', () => {
  const buffers = (memory: number) => settingsFor(memory).shared_buffers
  assert.deepEqual([giga / 4, 2 * giga, 24 * giga, 1024 * giga].map(buffers), ['64MB', '256MB', '2048MB', '2048MB'])
})

test('the log of PostgreSQL holds no statement and no value', () => {
  const { log_min_messages, log_min_error_statement, log_error_verbosity } = settingsFor(giga)
  assert.deepEqual([log_min_messages, log_min_error_statement, log_error_verbosity], ['log', 'panic', 'terse'])
})

test('the shared libraries that the package names are there, also when asked twice', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'proofline-binaries-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const binaries = prepareBinaries(folder)
  assert.deepEqual(prepareBinaries(folder), binaries)
  const list = join(binaries.folder, 'pg-symlinks.json')
  const links: { target: string }[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
  for (const { target } of links) assert.ok(existsSync(join(binaries.folder, '..', target)), target)
  assert.ok(existsSync(binaries.postgres) && existsSync(binaries.initdb))
})

test('a cluster is named by its place: a copy has another name', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'proofline-name-'))
  t.after(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'a'))
  writeFileSync(join(folder, 'a', 'PG_VERSION'), '18\n')
  cpSync(join(folder, 'a'), join(folder, 'b'), { recursive: true })
  const [a, b] = [clusterNameOf(join(folder, 'a')), clusterNameOf(join(folder, 'b'))]
  assert.notEqual(a, b)
  assert.equal(clusterNameOf(join(folder, 'a')), a)
  assert.deepEqual(processesOf(a), [])
})

test('a process is alive, or not', () => {
  assert.ok(isAlive(process.pid))
  assert.ok(!isAlive(999_999_999))
})

test('a command line is what is to be run, behind what changes the identity', () => {
  const options = {}
  assert.deepEqual(commandOf({ how: 'self', prefix: [], options, owner: undefined }, 'p', ['-x']), ['p', ['-x']])
  const namespace = { how: 'user-namespace', prefix: ['unshare', '--'], options, owner: { uid: 0, gid: 0 } } as const
  assert.deepEqual(commandOf(namespace, 'p', ['-x']), ['unshare', ['--', 'p', '-x']])
})
