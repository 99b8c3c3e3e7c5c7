import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { DataFolder, DataFolderError, isToken, readServerNote } from '../../../src/platform/data-folder/index.ts'

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
  assert.ok(isToken(token, token) && !isToken(`${token}x`, token) && !isToken('', token))
  const mode = (file: string) => statSync(file).mode & 0o777
  assert.deepEqual([mode(path), mode(folder.tokenPath), mode(folder.keys)], [0o700, 0o600, 0o700])
  writeFileSync(folder.tokenPath, 'short')
  assert.throws(() => folder.loadToken(), codeIs('data-folder-unusable'))
})

test('a folder that cannot be made is a failure with a reason', () => {
  assert.throws(() => DataFolder.open(join(import.meta.filename, 'below-a-file')), codeIs('data-folder-unusable'))
})
