import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findFiles, readText, root } from './files.ts'
import { checkSeal, compareSeals, type Seal } from './migrations.ts'
import { assertNone } from './source.ts'

const folder = 'apps/server/migrations'
const sealPath = `${folder}/sealed.json`
const readSeal = (): Seal => JSON.parse(readText(sealPath))

test('every migration is sealed and unchanged', () => {
  const paths = findFiles(folder).filter((path) => path.endsWith('.sql'))
  assert.ok(paths.length > 0, 'there is no migration')
  assertNone(checkSeal(folder, new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(join(root, path))])), readSeal()))
})

function git(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return status === 0 ? stdout.trim() : undefined
}

test('no seal of the history was lost or changed', (t) => {
  const shallow = git('rev-parse', '--is-shallow-repository')
  if (shallow !== 'false') return t.skip(shallow === undefined ? 'no git history here' : 'a shallow clone: its history is not whole')
  const commits = (git('log', '--format=%h', '--', sealPath) ?? '').split('\n').filter((commit) => commit !== '')
  const present = readSeal()
  const findings = commits.flatMap((commit) => {
    const text = git('show', `${commit}:${sealPath}`)
    // A commit that removed the file shows nothing; the one before it shows what was lost.
    return text === undefined ? [] : compareSeals(sealPath, commit, JSON.parse(text), present)
  })
  assertNone(findings)
})

test('the check of seals can fail', () => {
  const bytes = Buffer.from('create table a ()')
  const hash = createHash('sha256').update(bytes).digest('hex')
  const told = (seal: Seal): string[] => checkSeal('m', new Map([['0001.sql', bytes]]), seal).map(({ what }) => what)
  assert.deepEqual(told({ '0001.sql': hash }), [])
  assert.deepEqual(told({}), ['is not sealed'])
  assert.deepEqual(told({ '0001.sql': hash.replace(/^./, 'x') }), ['was changed after it was sealed: write a new migration instead'])
  assert.deepEqual(told({ '0001.sql': hash, '0002.sql': hash }), ['is sealed and not there'])
  assert.equal(compareSeals('s', 'c', { a: '1', b: '2' }, { a: '1', b: '2', c: '3' }).length, 0)
  assert.equal(compareSeals('s', 'c', { a: '1', b: '2' }, { a: '1' }).length, 1)
  assert.equal(compareSeals('s', 'c', { a: '1' }, { a: '2' }).length, 1)
})
