import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestServer } from './support/index.ts'

test('the first page needs no token, speaks both languages and loads nothing from elsewhere', async () => {
  const { address } = await startTestServer()
  const read = async (path: string, headers: Record<string, string> = {}) => (await fetch(`${address}${path}`, { headers })).text()
  const chinese = await read('/', { 'accept-language': 'zh-CN,zh;q=0.9' })
  assert.match(chinese, /<html lang="zh-CN">/)
  assert.match(chinese, /运行正常/)
  const english = await read('/?lang=en', { 'accept-language': 'zh-CN' })
  assert.match(english, /<html lang="en">/)
  assert.ok(english.includes(`${address}/openapi.json`))
  assert.ok(!/<script|<img|<link|https:/.test(english))
  assert.match(await read('/?lang=%22%3E%3Cscript%3E'), /<html lang="en">/)
  assert.ok(!(await read('/', { host: 'a"><script>' })).includes('<script'))
})

test('health tells strangers whether it works, and clients how', async () => {
  const server = await startTestServer()
  const open = await fetch(`${server.address}/health`)
  assert.equal(open.status, 200)
  assert.deepEqual(await open.json(), { status: 'ok', reasons: [] })
  const { details } = (await (await server.fetch('/health')).json()) as { details: Record<string, unknown> }
  assert.ok(typeof details.memoryBytes === 'number' && details.memoryBytes > 0)
  assert.ok('eventLoop' in details && 'postgres' in details)
})

test('health is 503 with its reason while the database is away', async () => {
  const server = await startTestServer()
  await server.app.database.close()
  const response = await fetch(`${server.address}/health`)
  assert.equal(response.status, 503)
  assert.ok(Number(response.headers.get('retry-after')) > 0)
  assert.deepEqual(((await response.json()) as { reasons: unknown }).reasons, [{ name: 'database', reason: 'unavailable' }])
  assert.match(await (await fetch(`${server.address}/`)).text(), /nothing can be recorded/)
})

test('the description of the API is there for clients', async () => {
  const server = await startTestServer()
  assert.equal((await fetch(`${server.address}/openapi.json`)).status, 401)
  const description = (await (await server.fetch('/openapi.json')).json()) as { paths: Record<string, unknown> }
  assert.ok('/health' in description.paths)
})
