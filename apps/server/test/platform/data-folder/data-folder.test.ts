import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ClientTokens, DataFolder, DataFolderError, firstClient, readServerNote } from '../../../src/platform/data-folder/index.ts'

const codeIs = (code: string) => (error: unknown) => error instanceof DataFolderError && error.code === code

test('two servers never hold one folder; the second is told who has it', (t) => {
  const above = mkdtempSync(join(tmpdir(), 'proofline-folder-'))
  t.after(() => rmSync(above, { recursive: true }))
  const path = join(above, 'deep', '数据')
  const first = DataFolder.open(path)
  first.announce({ pid: 4711, address: 'http://127.0.0.1:1', startedAt: '2026-01-01T00:00:00Z' })
  assert.throws(
    () => DataFolder.open(path),
    (error: unknown) => codeIs('data-folder-held')(error) && (error as DataFolderError).params.pid === 4711,
  )
  first.close()
  assert.equal(readServerNote(path), undefined)
  DataFolder.open(path).close()
})

test('secrets are readable by the owner only, and the token stays the same', { skip: process.platform === 'win32' }, (t) => {
  const path = mkdtempSync(join(tmpdir(), 'proofline-folder-'))
  t.after(() => rmSync(path, { recursive: true }))
  const folder = DataFolder.open(path)
  t.after(() => folder.close())
  const token = folder.loadToken()
  assert.equal(Buffer.from(token, 'base64url').length, 32)
  assert.equal(folder.loadToken(), token)
  const tokens = new ClientTokens(path)
  assert.deepEqual([tokens.find(token), tokens.find(`${token}x`), tokens.find('')], [firstClient, undefined, undefined])
  const mode = (file: string) => statSync(file).mode & 0o777
  assert.deepEqual([mode(path), mode(folder.tokenPath), mode(folder.keys)], [0o700, 0o600, 0o700])
  writeFileSync(folder.tokenPath, 'short')
  assert.throws(() => folder.loadToken(), codeIs('data-folder-unusable'))
})

test('a folder that cannot be made is a failure with a reason', () => {
  assert.throws(() => DataFolder.open(join(import.meta.filename, 'below-a-file')), codeIs('data-folder-unusable'))
})

test('a client has a token of its own, which works at once and no longer when it is removed', (t) => {
  const path = mkdtempSync(join(tmpdir(), 'proofline-clients-'))
  t.after(() => rmSync(path, { recursive: true }))
  const folder = DataFolder.open(path)
  folder.loadToken()
  const tokens = new ClientTokens(path)
  const file = tokens.add('mes-line-1')
  const token = readFileSync(file, 'utf8').trim()
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.deepEqual(tokens.names(), ['mes-line-1'])
  assert.equal(tokens.find(token, 0), 'mes-line-1')
  assert.throws(() => tokens.add('mes-line-1'), codeIs('client-exists'))
  for (const name of ['', '../x', 'A', firstClient, 'a'.repeat(64), '溯证'])
    assert.throws(() => tokens.add(name), codeIs('client-name-bad'))
  tokens.remove('mes-line-1')
  assert.equal(tokens.find(token, 5_000), undefined)
  assert.throws(() => tokens.remove('mes-line-1'), codeIs('client-unknown'))
  folder.close()
})

const freeAt = (path: string): number => {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}
const memory = '/dev/shm'
const smaller =
  existsSync(memory) && freeAt(memory) < freeAt(tmpdir()) / 2 ? false : 'no second disk, with less than half the room, is here'

test('the disk with least room counts, also behind a link', { skip: smaller }, (t) => {
  const path = mkdtempSync(join(tmpdir(), 'proofline-folder-'))
  const elsewhere = mkdtempSync(join(memory, 'proofline-wal-'))
  const folder = DataFolder.open(path)
  t.after(() => {
    folder.close()
    for (const place of [path, elsewhere]) rmSync(place, { recursive: true })
  })
  const most = freeAt(tmpdir()) / 2
  assert.ok(folder.freeBytes() > most)
  mkdirSync(join(folder.postgres, 'cluster'), { recursive: true })
  assert.ok(folder.freeBytes() > most)
  symlinkSync(elsewhere, join(folder.postgres, 'cluster', 'pg_wal'))
  assert.ok(folder.freeBytes() <= most)
})
