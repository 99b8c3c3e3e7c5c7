import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { clusterNameOf, processesOf } from '../src/platform/postgres/processes.ts'
import { type ServerProcess, spawnServer, waitFor, waitReady } from './support/process.ts'

/** A data folder for one test; whatever still runs on it at the end is ended. */
function makeFolder(t: TestContext): { folder: string; start: (environment?: Record<string, string>) => ServerProcess } {
  const folder = join(mkdtempSync(join(tmpdir(), 'proofline-start-')), 'data')
  const servers: ServerProcess[] = []
  t.after(async () => {
    for (const server of servers) server.kill('SIGKILL')
    await Promise.all(servers.map(({ ended }) => ended))
    const cluster = join(folder, 'postgres', 'cluster')
    if (existsSync(cluster)) for (const { pid } of processesOf(clusterNameOf(cluster))) process.kill(pid, 'SIGKILL')
    rmSync(join(folder, '..'), { recursive: true, force: true, maxRetries: 5 })
  })
  const start = (environment = {}) => {
    const server = spawnServer(folder, environment)
    servers.push(server)
    return server
  }
  return { folder, start }
}

const healthOf = async (address: string): Promise<number> => {
  const response = await fetch(`${address}/health`)
  await response.arrayBuffer()
  return response.status
}

test('a first start makes everything, Ctrl-C stops in order, and nothing is left behind', async (t) => {
  const { folder, start } = makeFolder(t)
  const server = start()
  const address = await waitReady(server)
  assert.equal(await healthOf(address), 200)
  assert.equal(JSON.parse(readFileSync(join(folder, 'server.json'), 'utf8')).address, address)
  const token = readFileSync(join(folder, 'client-token'), 'utf8').trim()
  assert.equal((await fetch(`${address}/openapi.json`, { headers: { authorization: `Bearer ${token}` } })).status, 200)
  const name = clusterNameOf(join(folder, 'postgres', 'cluster'))
  assert.ok(processesOf(name).some(({ isPostmaster }) => isPostmaster))
  server.kill('SIGINT')
  assert.equal(await server.ended, 0)
  assert.deepEqual(processesOf(name), [])
  assert.ok(!existsSync(join(folder, 'server.json')))
  assert.match(readFileSync(join(folder, 'postgres', 'postgres.log'), 'utf8'), /database system is shut down\s*$/)
})

test('after kill -9 of PostgreSQL, of the server, of both, everything recovers by itself', async (t) => {
  const { folder, start } = makeFolder(t)
  const first = start()
  const address = await waitReady(first)
  const before = first.postgresPid()
  process.kill(before, 'SIGKILL')
  await waitFor(async () => (await healthOf(address)) === 503)
  await waitFor(async () => (await healthOf(address)) === 200)
  assert.notEqual(first.postgresPid(), before)

  const name = clusterNameOf(join(folder, 'postgres', 'cluster'))
  first.kill('SIGKILL')
  assert.equal(await first.ended, 'SIGKILL')
  assert.ok(processesOf(name).length > 0, 'PostgreSQL outlives its server')
  const second = start()
  assert.equal(await healthOf(await waitReady(second)), 200)
  assert.match(second.output(), /left PostgreSQL running/)

  process.kill(second.postgresPid(), 'SIGKILL')
  second.kill('SIGKILL')
  await second.ended
  const third = start()
  assert.equal(await healthOf(await waitReady(third)), 200)
  third.kill('SIGTERM')
  assert.equal(await third.ended, 0)
  assert.deepEqual(processesOf(name), [])
})

test('a PostgreSQL that an earlier server left, and that was made to stand still, is stopped in order', async (t) => {
  const { folder, start } = makeFolder(t)
  const first = start()
  await waitReady(first)
  const name = clusterNameOf(join(folder, 'postgres', 'cluster'))
  const left = processesOf(name)
  for (const { pid } of left) process.kill(pid, 'SIGSTOP')
  first.kill('SIGKILL')
  await first.ended
  const second = start()
  assert.equal(await healthOf(await waitReady(second)), 200)
  assert.match(second.output(), /left PostgreSQL running/)
  assert.ok(processesOf(name).every(({ pid }) => left.every((earlier) => earlier.pid !== pid)))
  assert.doesNotMatch(readFileSync(join(folder, 'postgres', 'postgres.log'), 'utf8'), /not properly shut down/)
})

test('a signal while it is still starting stops in order as well', async (t) => {
  const { folder, start } = makeFolder(t)
  const cluster = join(folder, 'postgres', 'cluster')
  const server = start()
  await waitFor(async () => existsSync(join(cluster, 'postmaster.pid')))
  server.kill('SIGTERM')
  assert.equal(await server.ended, 0, server.output())
  assert.deepEqual(processesOf(clusterNameOf(cluster)), [])
})

test('a second server on the same folder is told who holds it; on the same port, which', async (t) => {
  const { folder, start } = makeFolder(t)
  const first = start()
  const address = await waitReady(first)
  const second = start()
  assert.equal(await second.ended, 3)
  assert.ok(second.output().includes(String(first.pid)) && second.output().includes(address), second.output())
  assert.equal(await healthOf(address), 200)
  first.kill('SIGINT')
  await first.ended

  const taken = createServer().listen(0, '127.0.0.1')
  t.after(() => taken.close())
  await new Promise((resolve) => taken.once('listening', resolve))
  const at = taken.address()
  const port = typeof at === 'object' && at !== null ? at.port : 0
  const third = start({ PORT: String(port) })
  assert.equal(await third.ended, 6)
  assert.match(third.output(), new RegExp(`Port ${port} .* is in use`))
  // A lock file whose number now belongs to another program of this machine holds nobody up.
  writeFileSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'), `${process.pid}\n${folder}\n`)
  const fourth = start()
  assert.equal(await healthOf(await waitReady(fourth)), 200)
})

test('mistakes in the environment are all told before anything is made', async (t) => {
  const { folder, start } = makeFolder(t)
  const server = start({ PORT: 'x', PROOFLINE_LOG_LEVEL: 'loud' })
  assert.equal(await server.ended, 2)
  assert.match(server.output(), /^PORT is "x": /m)
  assert.match(server.output(), /^PROOFLINE_LOG_LEVEL is "loud": /m)
  assert.ok(!existsSync(folder))
})

test('an outside database that cannot be reached is told with what to do', async (t) => {
  const { start } = makeFolder(t)
  const server = start({ DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none' })
  assert.equal(await server.ended, 4)
  assert.match(server.output(), /DATABASE_URL cannot be reached/)
  assert.ok(!server.output().includes('secret'))
})
