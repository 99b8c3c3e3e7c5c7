import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findWorkspaces, readManifest, readText, root } from './files.ts'
import {
  checkEntries,
  checkPins,
  checkPlatforms,
  checkReference,
  type Direct,
  findDirect,
  isPermissive,
  type Lock,
  platformPackages,
} from './lock.ts'
import { readTable } from './markdown.ts'
import { assertNone } from './source.ts'

const lock: Lock = JSON.parse(readText('package-lock.json'))
const workspaces = findWorkspaces()
const direct = findDirect(
  new Map([
    ['package.json', readManifest('package.json')],
    ...workspaces.map(({ folder, manifest }) => [`${folder}/package.json`, manifest] as const),
  ]),
)
const own = new Set(workspaces.map(({ manifest }) => manifest.name))
const foreign = direct.filter(({ name }) => !own.has(name))
const reference = 'docs/reference/dependencies.md'

test('every dependency is pinned to one version', () => assertNone(checkPins(direct)))

test('every package of the lock file is permissive, from the public registry and with its checksum', () => {
  const licenseOf = (key: string): string | undefined =>
    existsSync(join(root, key, 'package.json')) ? readManifest(`${key}/package.json`).license : undefined
  assertNone(checkEntries(lock, licenseOf))
})

test('the lock file holds the binaries of every platform', () => {
  assertNone(checkPlatforms(lock))
  const names = Object.keys(lock.packages)
  assert.deepEqual(
    platformPackages.filter((name) => !names.includes(`node_modules/${name}`)),
    [],
  )
})

test('every direct dependency has its row in the reference, with version, licence, reason and what else was looked at', () => {
  assertNone(checkReference(reference, readTable(readText(reference), 'Direct dependencies'), foreign))
})

test('the check of pins can fail', () => {
  const pinned = (version: string): boolean => checkPins([{ name: 'a', version, path: 'p' }]).length === 0
  for (const version of ['1.2.3', '18.4.0-beta.17']) assert.ok(pinned(version), version)
  for (const version of ['^1.2.3', '~1.2.3', '1.2', '*', 'latest', '>=1.0.0', 'file:../a', '1.2.3 || 2.0.0'])
    assert.ok(!pinned(version), version)
})

test('the check of licences can fail', () => {
  for (const id of ['MIT', '(MIT OR GPL-3.0)', 'MIT AND ISC', 'GPL-2.0 OR Apache-2.0']) assert.ok(isPermissive(id), id)
  for (const id of ['GPL-3.0', 'AGPL-3.0-only', 'MIT AND GPL-3.0', 'SEE LICENSE IN LICENSE', 'UNLICENSED', ''])
    assert.ok(!isPermissive(id), id)
})

test('the check of lock entries can fail', () => {
  const good = { version: '1.0.0', resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz', integrity: 'sha512-x', license: 'MIT' }
  const told = (entry: object): number =>
    checkEntries({ packages: { '': {}, 'packages/x': {}, 'node_modules/a': entry } }, () => undefined).length
  assert.equal(told(good), 0)
  assert.equal(told({ ...good, license: 'GPL-3.0' }), 1)
  assert.equal(told({ ...good, license: undefined }), 1)
  assert.equal(told({ ...good, resolved: 'git+ssh://git@github.com/a/a.git' }), 1)
  assert.equal(told({ ...good, integrity: 'sha1-x' }), 1)
  assert.equal(
    checkPlatforms({
      packages: { 'node_modules/a': { optionalDependencies: { 'a-linux': '1.0.0', 'a-win': '1.0.0' } }, 'node_modules/a-linux': {} },
    }).length,
    1,
  )
})

test('the check of the reference can fail', () => {
  const wanted: Direct[] = [{ name: 'a', version: '1.0.0', path: 'p' }]
  const told = (...rows: string[][]): number => checkReference('r', rows, wanted).length
  assert.equal(told(['`a`', '1.0.0', 'MIT', 'why', 'else']), 0)
  assert.equal(told(['`a`', '1.0.1', 'MIT', 'why', 'else']), 1)
  assert.equal(told(['`a`', '1.0.0', 'MIT', '', 'else']), 1)
  assert.equal(told(['`a`, `b`', '1.0.0', 'MIT', 'why', 'else']), 1)
  assert.equal(told(), 1)
})
