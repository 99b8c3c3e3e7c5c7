import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ErasureStep, eraseFacts, finishErasures, isErasureUnderWay, readErasurePolicy } from '../src/erasures.ts'
import { sql } from '../src/platform/database/index.ts'
import {
  type ErasureOrder,
  keysOfPolicy,
  Ledger,
  loadSigningKey,
  makeDeciderKey,
  outsideCheckpointIn,
  readDeciderKey,
  selectErasureTargets,
  signErasure,
  verifyLog,
} from '../src/record/index.ts'
import { verifyViews } from '../src/views/projector/index.ts'
import { documentOf, objectEvent } from './intake/capture/documents.ts'
import { startTestServer, type TestServer } from './support/index.ts'
import { waitFor } from './support/process.ts'

const nowMs = Date.UTC(2026, 10, 22)
const secret = '患者张某'

const person = () => {
  const made = makeDeciderKey()
  return readDeciderKey(made.pem, 'memory')
}

type Scene = {
  readonly server: TestServer
  /** As a command beside the running server has it. */
  readonly ledger: Ledger
  readonly order: ErasureOrder
  readonly job: string
  trace(): Promise<{ gaps: { code: string; event?: number }[]; conditions: { code: string }[] }>
  input(onStep?: (step: ErasureStep) => void): Parameters<typeof eraseFacts>[0]
}

const seed = 'https://id.gs1.org/01/09506000134352/21/S4'

/** Two events in one document, the second with something personal in it; two people who may decide have signed. */
async function setScene(): Promise<Scene> {
  const server = await startTestServer()
  const body = JSON.stringify(documentOf([objectEvent(0), objectEvent(1, { 'example:note': secret })], { '@context': context }))
  const answer = await server.fetch('/epcis/capture', { method: 'POST', headers: { 'content-type': 'application/ld+json' }, body })
  assert.equal(answer.status, 202, await answer.text())
  const [first, second] = [person(), person()]
  writeFileSync(join(server.dataFolder.path, 'erasure-keys'), `# who may\ndecider quality ${first.key}\ndecider privacy ${second.key}\n`)
  const { database, organisation } = server.test
  const ledger = await Ledger.open({ database, organisation, keysFolder: server.dataFolder.keys })
  const [target] = await ledger.read((transaction) => selectErasureTargets(transaction, [1]))
  assert.ok(target !== undefined)
  assert.deepEqual([target.kind, target.isErased, target.sayTheSame], ['event/1', false, []])
  const order = signErasure(signErasure({ index: 1, commitment: target.commitment, reason: 'GDPR 17', signatures: [] }, first), second)
  const trace: Scene['trace'] = async () => {
    const headers = { 'content-type': 'application/json' }
    const traced = await server.fetch('/trace', { method: 'POST', headers, body: JSON.stringify({ ask: 'forward', seed: [seed] }) })
    assert.equal(traced.status, 200)
    return (await traced.json()) as Awaited<ReturnType<Scene['trace']>>
  }
  const input: Scene['input'] = (onStep) => ({ ledger, folder: server.dataFolder.path, nowMs, ...(onStep && { onStep }) })
  return { server, ledger, order, job: answer.headers.get('location') ?? '', trace, input }
}

const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { example: 'https://example.com/' }]

/** Nothing of the body is anywhere, and everything holds. */
async function assertErased({ server, ledger, job, trace }: Scene): Promise<void> {
  const { database, organisation, admin } = server.test
  assert.equal(isErasureUnderWay(server.dataFolder.path), false)
  const fact = await ledger.readFact(1)
  assert.deepEqual([fact?.body, fact?.bodySalt], [null, null])
  const status = (await (await server.fetch(new URL(job, server.address).pathname)).json()) as { document: { kept: boolean } }
  assert.equal(status.document.kept, false)
  const { size } = ledger.state()
  await waitFor(async () => (await trace()).conditions.every(({ code }) => code !== 'views-behind'))
  const { gaps, conditions } = await trace()
  assert.ok(gaps.some(({ code, event }) => code === 'erased' && event === 1))
  assert.ok(gaps.every(({ code }) => code !== 'projection-failed'))
  assert.deepEqual(
    conditions.map(({ code }) => code),
    ['seed-unknown'],
  )
  const keysFolder = server.dataFolder.keys
  const report = await verifyLog(database, organisation, {
    publicKey: (await loadSigningKey(keysFolder)).publicKey,
    outsideNote: (await outsideCheckpointIn(keysFolder).read()) ?? '',
    erasureKeys: keysOfPolicy(readErasurePolicy(server.dataFolder.path)),
  })
  assert.deepEqual([report.findings, report.notices, report.checked.erasures, report.size], [[], [], 1, size])
  assert.equal((await verifyViews(database, organisation)).ok, true)
  const tables = await admin.transaction(organisation, (transaction) =>
    transaction.query<{ name: string }>(sql`select tablename as name from pg_tables where schemaname = ${organisation.schema}`),
  )
  assert.ok(tables.length > 15)
  for (const { name } of tables) {
    const rows = await admin.platformTransaction((transaction) =>
      transaction.copyOut(`copy ${organisation.schema}.${name} to stdout`).toArray(),
    )
    const text = Buffer.concat(rows).toString('utf8')
    assert.ok(!text.includes(secret) && !text.includes(Buffer.from(secret).toString('hex')), name)
  }
}

test('an erasure leaves the body nowhere: log, documents, views; the log holds and answers say erased', async () => {
  const scene = await setScene()
  const { gaps, conditions } = await scene.trace()
  // Where the unit comes from, nobody told: that is all that is missing.
  assert.deepEqual([gaps.map(({ code }) => code), conditions], [['quantity-unexplained'], []])
  const steps: ErasureStep[] = []
  const done = await eraseFacts(
    scene.input((step) => {
      steps.push(step)
    }),
    [scene.order],
  )
  assert.deepEqual(done, { ok: true, value: { erased: [{ index: 1, order: 2, checkpoint: 3 }], areViewsRemade: true } })
  assert.deepEqual(steps, ['noted', 'ordered', 'emptied', 'bytes-removed', 'views-emptied'])
  await assertErased(scene)
  const again = await eraseFacts(scene.input(), [scene.order])
  assert.deepEqual(again.ok && again.value, { erased: [{ index: 1, order: 2, checkpoint: 3 }], areViewsRemade: false })
  assert.equal(await finishErasures(scene.input()), undefined)
  await scene.ledger.close()
})

for (const stop of ['noted', 'ordered', 'emptied', 'bytes-removed', 'views-emptied'] as const) {
  test(`an erasure that stops once it is ${stop} is carried on to its end`, async () => {
    const scene = await setScene()
    const broken = eraseFacts(
      scene.input((step) => {
        if (step === stop) throw new Error('power cut')
      }),
      [scene.order],
    )
    await assert.rejects(broken, /power cut/)
    assert.equal(isErasureUnderWay(scene.server.dataFolder.path), true)
    // Who signed may have lost the right meanwhile: decided is decided.
    const path = join(scene.server.dataFolder.path, 'erasure-keys')
    writeFileSync(path, readFileSync(path, 'utf8').replace('decider privacy', 'former privacy'))
    assert.equal((await finishErasures(scene.input()))?.ok, true)
    await assertErased(scene)
    assert.equal((await scene.ledger.readFact(3))?.index, undefined, 'nothing is ordered twice')
    await scene.ledger.close()
  })
}

test('a document that is still being recorded is waited for: the erasure is noted, and carried on afterwards', async () => {
  const scene = await setScene()
  const { admin, organisation } = scene.server.test
  const change = (statement: ReturnType<typeof sql>) => admin.transaction(organisation, (transaction) => transaction.execute(statement))
  await change(sql`insert into work_capture select id from intake_job`)
  await assert.rejects(eraseFacts(scene.input(), [scene.order]), { code: 'erasure-document-open', params: { index: 1 } })
  await change(sql`delete from work_capture`)
  assert.equal((await finishErasures(scene.input()))?.ok, true)
  await assertErased(scene)
  await scene.ledger.close()
})

test('two who carry out at the same time end as one would', async () => {
  const scene = await setScene()
  for (const done of await Promise.all([eraseFacts(scene.input(), [scene.order]), eraseFacts(scene.input(), [scene.order])]))
    assert.deepEqual(done.ok && done.value.erased, [{ index: 1, order: 2, checkpoint: 3 }])
  await assertErased(scene)
  await scene.ledger.close()
})

test('one order that does not hold refuses all, and nothing is done', async () => {
  const scene = await setScene()
  const { order } = scene
  const stranger = person()
  const cases: readonly [string, ErasureOrder][] = [
    ['erasure-signatures-missing', { ...order, signatures: order.signatures.slice(0, 1) }],
    ['erasure-signatures-missing', signErasure({ ...order, signatures: order.signatures.slice(0, 1) }, stranger)],
    ['erasure-commitment', { ...order, index: 0 }],
    ['erasure-signature-invalid', { ...order, reason: 'another' }],
  ]
  for (const [code, wrong] of cases) {
    const verdict = await eraseFacts(scene.input(), [order, wrong])
    const found = verdict.ok ? [] : verdict.problems.map((problem) => [problem.code, problem.at.slice(0, 9)])
    assert.deepEqual(found, [[code === 'erasure-commitment' ? 'erasure-signature-invalid' : code, '/orders/1']])
  }
  writeFileSync(join(scene.server.dataFolder.path, 'erasure-keys'), '')
  assert.equal((await eraseFacts(scene.input(), [order])).ok, false)
  assert.equal(isErasureUnderWay(scene.server.dataFolder.path), false)
  assert.equal(scene.ledger.state().size, 2)
  assert.notEqual((await scene.ledger.readFact(1))?.body, null)
  await scene.ledger.close()
})
