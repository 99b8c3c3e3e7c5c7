import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { Type } from 'typebox'
import { DatabaseError } from '../../../src/platform/database/index.ts'
import {
  ByteBudget,
  badInput,
  busy,
  closeHttpServer,
  type ErrorDialect,
  type HttpServer,
  openHttpServer,
  Refusal,
  withinBudget,
} from '../../../src/platform/http/index.ts'
import { openLog } from '../../../src/platform/log/index.ts'

const dialect: ErrorDialect = { prefix: '/other', typeOf: (status, exception) => `otherException:${exception ?? status}` }

type Opened = { app: HttpServer; address: string; logged: string[]; close(): Promise<void> }

async function open(register: (app: HttpServer) => void, options: { requestTimeoutMs?: number } = {}): Promise<Opened> {
  const logged: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk))
      done()
    },
  })
  const app = await openHttpServer({
    log: openLog('info', sink),
    version: '1.2.3',
    findClient: (token) => (token === 'right' ? { id: 'c1' } : undefined),
    publicPaths: ['/', '/public/'],
    dialects: [dialect],
    ...options,
  })
  register(app)
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, address, logged, close: () => closeHttpServer(app, 500) }
}

const authorised = { authorization: 'Bearer right' }
const problemOf = async (response: Response) => {
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/)
  return (await response.json()) as Record<string, unknown> & { errors?: Record<string, string>[] }
}

test('a wrong method is told from a wrong address, with those that are right', async (t) => {
  const { address, close } = await open((app) => {
    app.get('/things', async () => 'all')
    app.post('/things', async () => 'made')
    app.get('/things/:id/parts', async () => 'parts')
    app.delete('/things/:id', async () => 'gone')
    app.get('/other/*', async () => 'rest')
  })
  t.after(close)
  const ask = async (method: string, path: string, more: Record<string, string> = {}) => {
    const answer = await fetch(address + path, { method, headers: { ...authorised, ...more } })
    return { status: answer.status, allow: answer.headers.get('allow'), text: await answer.text() }
  }
  for (const [method, path, allow] of [
    ['PUT', '/things?x=1', 'GET, HEAD, POST'],
    ['DELETE', '/things', 'GET, HEAD, POST'],
    ['GET', '/things/7', 'DELETE'],
    ['POST', '/things/%E4%B8%AD/parts', 'GET, HEAD'],
    ['PATCH', '/other/a/b', 'GET, HEAD'],
  ] as const) {
    const answer = await ask(method, path)
    assert.deepEqual([answer.status, answer.allow], [405, allow], `${method} ${path}`)
    assert.equal(JSON.parse(answer.text).code, 'method-not-allowed')
  }
  assert.match((await ask('PUT', '/things', { 'accept-language': 'zh' })).text, /可用的方法为 GET, HEAD, POST/)
  for (const path of ['/thing', '/things/', '/things/7/parts/8', '/things//parts']) {
    const answer = await ask('PUT', path)
    // An empty part is no part: `/things/` is not the address of a thing.
    assert.deepEqual([answer.status, answer.allow], [404, null], path)
  }
})

test('everything needs the token, also what does not exist; only public routes do not', async (t) => {
  const { address, close } = await open((app) => {
    app.get('/', async () => 'home')
    app.get('/public/:name', async () => 'public')
    app.post('/public/:name', async () => 'never')
    app.get('/private', async (request) => request.client?.id)
  })
  t.after(close)
  const status = async (path: string, init: RequestInit = {}) => (await fetch(`${address}${path}`, init)).status
  assert.equal(await status('/'), 200)
  assert.equal(await status('/public/a'), 200)
  assert.equal(await status('/public/a', { method: 'POST' }), 401)
  assert.equal(await status('/private'), 401)
  assert.equal(await status('/nowhere'), 401)
  assert.equal(await status('/public/..%2fprivate'), 200)
  assert.equal(await status('/public/../private'), 401)
  assert.equal(await status('/private', { method: 'PUT' }), 401)
  assert.equal(await status('/nowhere', { headers: authorised }), 404)
  assert.equal(await (await fetch(`${address}/private`, { headers: authorised })).text(), 'c1')
  for (const authorization of ['Bearer wrong', 'Bearer', 'Basic cmlnaHQ=', `Bearer ${'a'.repeat(5000)}`, 'right']) {
    const response = await fetch(`${address}/private`, { headers: { authorization } })
    assert.equal(response.status, 401, authorization)
    assert.match(response.headers.get('www-authenticate') ?? '', /^Bearer/)
  }
})

test('a refusal is a problem in the language of the reader, with all problems, in the dialect of the address', async (t) => {
  const texts = { en: { 'too-long': 'At most {max}.' }, zh: { 'too-long': '最多 {max}。' } }
  const refuse = async () => {
    throw badInput(
      [
        { code: 'too-long', at: '/a', params: { max: 3 }, clause: 'Rule 7' },
        { code: 'too-long', at: '/b~1c', params: { max: 4 } },
      ],
      texts,
    )
  }
  const { address, close } = await open((app) => {
    app.get('/plain', refuse)
    app.get('/other/thing', refuse)
    app.get('/other/named', async () => {
      throw new Refusal(422, 'x', { exception: 'Named' })
    })
  })
  t.after(close)
  const plain = await problemOf(await fetch(`${address}/plain`, { headers: { ...authorised, 'accept-language': 'zh-CN' } }))
  assert.equal(plain.type, 'urn:proofline:problem:bad-input')
  assert.equal(plain.title, '请求有误')
  assert.deepEqual(plain.errors, [
    { code: 'too-long', pointer: '/a', message: '最多 3。', clause: 'Rule 7' },
    { code: 'too-long', pointer: '/b~1c', message: '最多 4。' },
  ])
  const other = await fetch(`${address}/other/thing?x=/plain`, { headers: authorised })
  assert.equal(other.status, 400)
  assert.equal((await problemOf(other)).type, 'otherException:400')
  assert.equal((await problemOf(await fetch(`${address}/other/named`, { headers: authorised }))).type, 'otherException:Named')
  assert.equal((await problemOf(await fetch(`${address}/other/nothing`, { headers: authorised }))).type, 'otherException:404')
  assert.equal((await problemOf(await fetch(`${address}/other`))).type, 'otherException:401')
})

test('an unknown error is told by an id that is in the log, and by nothing else', async (t) => {
  const { address, close, logged } = await open((app) => {
    app.get('/fails', async () => {
      throw new TypeError('secret inside')
    })
    app.get('/gone', async () => {
      throw new DatabaseError('database-unavailable', 'secret address')
    })
    app.get('/busy', async () => {
      throw busy('temporarily-unavailable', 2, { en: { 'some-code': 'words of a catalog' }, zh: { 'some-code': '目录' } })
    })
  })
  t.after(close)
  assert.equal((await fetch(`${address}/busy`, { headers: authorised })).status, 503)
  assert.ok(logged.some((line) => line.includes('temporarily-unavailable')) && !logged.some((line) => line.includes('words of a catalog')))
  const response = await fetch(`${address}/fails`, { headers: authorised })
  const text = await response.text()
  assert.equal(response.status, 500)
  assert.ok(!/secret|\.ts|node:/.test(text), text)
  const { errorId } = JSON.parse(text)
  assert.ok(logged.some((line) => line.includes(errorId) && line.includes('secret inside')))
  const gone = await fetch(`${address}/gone`, { headers: authorised })
  assert.equal(gone.status, 503)
  assert.ok(Number(gone.headers.get('retry-after')) > 0)
  assert.ok(!(await gone.text()).includes('secret'))
  assert.ok(!logged.some((line) => line.includes('Bearer')))
})

test('schemas tell every problem with its place; bodies that are too large, of another type or no JSON are refused', async (t) => {
  const body = Type.Object({ name: Type.String({ maxLength: 3 }), count: Type.Integer({ minimum: 1 }) }, { additionalProperties: false })
  const { address, close } = await open((app) => {
    app.post(
      '/things',
      { schema: { body, querystring: Type.Object({ page: Type.Optional(Type.Integer()) }) }, bodyLimit: 1000 },
      async (request) => request.body,
    )
  })
  t.after(close)
  const post = (text: string, type = 'application/json', query = '') =>
    fetch(`${address}/things${query}`, { method: 'POST', body: text, headers: { ...authorised, 'content-type': type } })
  const wrong = await post('{"name":"long","more":1,"count":0}')
  assert.equal(wrong.status, 400)
  const { errors } = await problemOf(wrong)
  assert.deepEqual(errors?.map(({ code, pointer }) => `${code} ${pointer}`).sort(), [
    'schema-additionalproperties /more',
    'schema-maxlength /name',
    'schema-minimum /count',
  ])
  assert.deepEqual(
    (await problemOf(await post('{}'))).errors?.map(({ pointer }) => pointer),
    ['/name', '/count'],
  )
  assert.deepEqual(
    (await problemOf(await post('{"name":"a","count":1}', 'application/json', '?page=x'))).errors?.map(({ pointer }) => pointer),
    ['/querystring/page'],
  )
  assert.equal((await post('{"name":')).status, 400)
  assert.equal((await post('{"__proto__":{"x":1},"name":"a","count":1}')).status, 400)
  assert.equal((await post('<a/>', 'text/xml')).status, 415)
  assert.equal((await post(' '.repeat(2000))).status, 413)
  assert.equal((await post('{"name":"a","count":1}')).status, 200)
})

test('bodies in flight are bounded: what does not fit is sent away with a time to come back', async (t) => {
  const budget = new ByteBudget(1000)
  const waiting = Promise.withResolvers<void>()
  const { address, close } = await open((app) => {
    app.post('/take', { onRequest: withinBudget(budget), bodyLimit: 2000 }, async () => {
      await waiting.promise
      return 'taken'
    })
  })
  t.after(close)
  const send = (bytes: number) =>
    fetch(`${address}/take`, {
      method: 'POST',
      body: JSON.stringify('x'.repeat(bytes - 2)),
      headers: { ...authorised, 'content-type': 'application/json' },
    })
  const first = send(800)
  while (budget.usedBytes === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const second = await send(800)
  assert.equal(second.status, 503)
  assert.equal(second.headers.get('retry-after'), '1')
  waiting.resolve()
  assert.equal((await first).status, 200)
  while (budget.usedBytes > 0) await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal((await send(1900)).status, 200, 'one body alone always fits')
})

/** What a raw connection is answered until it is closed. */
const speak = (address: string, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(address).port), '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += String(chunk)
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })

test('what is no HTTP, too long or too slow is answered and cut off', async (t) => {
  const { address, close } = await open((app) => app.get('/', async () => 'home'), { requestTimeoutMs: 300 })
  t.after(close)
  assert.match(await speak(address, 'nonsense\r\n\r\n'), /^HTTP\/1\.1 400 .*urn:proofline:problem:bad-request/s)
  assert.match(
    await speak(address, `GET / HTTP/1.1\r\nhost: a\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`),
    /^HTTP\/1\.1 431 .*headers-too-large/s,
  )
  assert.match(await speak(address, 'GET / HTTP/1.1\r\nhost: a\r\n'), /^HTTP\/1\.1 408 .*request-too-slow/s)
})

test('the description is OpenAPI 3.1 and every answer carries the security headers', async (t) => {
  const { address, close } = await open((app) => app.get('/', async () => 'home'))
  t.after(close)
  const response = await fetch(`${address}/openapi.json`, { headers: authorised })
  const { openapi, info } = (await response.json()) as { openapi: string; info: { version: string } }
  assert.deepEqual([openapi, info.version], ['3.1.0', '1.2.3'])
  for (const path of ['/', '/openapi.json', '/nowhere']) {
    const { headers } = await fetch(`${address}${path}`)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('cache-control'), 'no-store')
  }
})
