import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import pg from 'pg'
import { findPostgres, openForVerification, sql, verifyLog } from '../../src/operations.ts'
import { type Installation, waitUntil } from './installation.ts'
import type { JobView, Memory, Sent } from './memory.ts'
import type { KeptNote, Notes } from './notes.ts'
import { bodyOf } from './parcels.ts'
import { eachOf, type PublicLog } from './public-log.ts'
import type { Random } from './random.ts'

type FactView = {
  readonly receipt: { readonly origin: string; readonly index: number; readonly commitment: string; readonly leafHash: string }
  readonly envelope: string
  readonly salt: string
  readonly bodySalt: string | null
  readonly body: string | null
}

const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The running PostgreSQL keeps what it acknowledges, and has found no page that was written by half. */
export async function assertDurable(installation: Installation): Promise<void> {
  const found = findPostgres(installation.folder)
  assert.ok(found !== undefined)
  const client = new pg.Client(found.admin)
  await client.connect()
  try {
    for (const name of ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums']) {
      assert.equal((await client.query(`show ${name}`)).rows[0]?.[name], 'on', name)
    }
    const roles = await client.query(`select setconfig from pg_db_role_setting where setconfig::text ~ 'synchronous_commit|fsync'`)
    assert.deepEqual(roles.rows, [], 'nobody has a setting of their own')
    const pages = await client.query('select coalesce(sum(checksum_failures), 0)::int as failures from pg_stat_database')
    assert.equal(pages.rows[0]?.failures, 0)
  } finally {
    await client.end()
  }
}

/** Before anything is sent again: every job that was answered as done says what it said. */
export async function assertPromisesKept(installation: Installation, memory: Memory, sent: readonly Sent[]): Promise<void> {
  await eachOf(sent, async (one) => {
    if (one.state !== 'recorded') return
    const job = await installation.getJson<JobView>(`/epcis/capture/${one.jobId}`)
    assert.equal(job.running, false, `job ${one.jobId} was done`)
    memory.take(one, job)
  })
}

/** Open jobs come to their end without anybody's help. @returns how many. */
export async function awaitOpenJobs(installation: Installation, memory: Memory): Promise<number> {
  const open = [...memory.open]
  for (const [id, sent] of open) {
    await waitUntil(`job ${id} of ${sent.parcel.count} events ends by itself`, async () => {
      memory.take(sent, await installation.getJson<JobView>(`/epcis/capture/${id}`))
      return !memory.open.has(id)
    })
  }
  return open.length
}

/** Those of requests whose answer was lost as well: nobody knows their ids, the list of jobs has them. */
export async function awaitUnknownJobs(installation: Installation, sinceMs: number): Promise<void> {
  await waitUntil('no job of this round goes on', async () => {
    for (let path: string | undefined = '/epcis/capture?perPage=100'; path !== undefined; ) {
      const response: Response = await installation.fetch(path)
      const jobs = (await response.json()) as (JobView & { readonly createdAt: string })[]
      assert.equal(response.status, 200)
      if (jobs.some(({ running }) => running)) return false
      const isOlder = jobs.some(({ createdAt }) => Date.parse(createdAt) < sinceMs)
      path = isOlder ? undefined : /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1]
    }
    return true
  })
}

/** The newest note, once it covers every fact. */
export async function awaitSigned(installation: Installation, notes: Notes): Promise<KeptNote> {
  let newest = await notes.ask(installation)
  await waitUntil('everything recorded is signed', async () => {
    newest = await notes.ask(installation)
    const { details } = await installation.getJson<{ details: { log: { size: number; signedSize: number } } }>('/health')
    return newest.size >= details.log.size && newest.size === details.log.signedSize
  })
  return newest
}

/** The fact as a client with a token reads it: body, salts, envelope, commitment, leaf of the public tree, one made of the other. */
export async function assertFact(installation: Installation, log: PublicLog, index: number, origin: string): Promise<FactView> {
  const fact = await installation.getJson<FactView>(`/facts/${index}`)
  const envelope = Buffer.from(fact.envelope)
  assert.equal(fact.receipt.index, index)
  assert.equal(fact.receipt.origin, origin)
  assert.ok(fact.bodySalt !== null && fact.body !== null, `fact ${index} has its body`)
  const bodyHash = sha256(Buffer.of(2), Buffer.from(fact.bodySalt, 'hex'), Buffer.from(fact.body, 'base64')).toString('hex')
  assert.equal(bodyHash, JSON.parse(fact.envelope).bodyHash, `body of fact ${index}`)
  const commitment = sha256(Buffer.of(1), Buffer.from(fact.salt, 'hex'), envelope)
  assert.equal(fact.receipt.commitment, commitment.toString('hex'), `commitment of fact ${index}`)
  const leaf = sha256(Buffer.of(0), commitment)
  assert.equal(fact.receipt.leafHash, leaf.toString('hex'))
  assert.deepEqual(Buffer.from(log.leaf(index)), leaf, `fact ${index} is the leaf ${index}`)
  return fact
}

/** @returns how many facts were read. */
export async function assertFactsByApi(
  installation: Installation,
  log: PublicLog,
  memory: Memory,
  origin: string,
  indexes: readonly number[],
): Promise<number> {
  await eachOf(indexes, async (index) => {
    const event = memory.eventAt(index)
    const { body } = await assertFact(installation, log, index, origin)
    assert.ok(event !== undefined && body !== null)
    assert.equal(Buffer.from(body, 'base64').toString(), bodyOf(...event).toString(), `fact ${index} is event ${event[0]} to the byte`)
  })
  return indexes.length
}

/**
 * Every stored body from `from` on against what was sent; an index that no answer named holds nothing but a refusal, so that no event
 * stands anywhere a second time.
 */
export async function assertStoredBodies(installation: Installation, memory: Memory, from: number, size: number): Promise<void> {
  const opened = await openForVerification(installation.folder)
  try {
    for (let begin = from; begin < size; begin += 5_000) {
      const rows = await opened.database.transaction(
        opened.organisation,
        (transaction) =>
          transaction.query<{ index: number; body: Buffer; kind: string }>(sql`
            select index, body, convert_from(envelope, 'UTF8')::json ->> 'kind' as kind from record_fact
            where index >= ${begin} and index < ${Math.min(size, begin + 5_000)} order by index`),
        { readOnly: true },
      )
      assert.equal(rows.length, Math.min(size, begin + 5_000) - begin, 'no hole')
      for (const [at, { index, body, kind }] of rows.entries()) {
        assert.equal(index, begin + at, 'no hole')
        const event = memory.eventAt(index)
        if (event === undefined)
          assert.match(kind, /^refus(ed|als)\/1$/, `fact ${index} stands for no answer: ${body.toString().slice(0, 300)}`)
        else assert.equal(body.toString(), bodyOf(...event).toString(), `fact ${index} is event ${event[0]} to the byte`)
      }
    }
  } finally {
    await opened.close()
  }
}

/** `proofline verify --log`, beside the running server. */
export async function assertLogVerifies(installation: Installation, size: number): Promise<void> {
  const opened = await openForVerification(installation.folder)
  try {
    const report = await verifyLog(opened.database, opened.organisation, opened.trust)
    assert.deepEqual(report.findings, [])
    assert.equal(report.holds, true)
    assert.deepEqual([report.size, report.checked.facts], [size, size], 'every fact is checked, and signed')
  } finally {
    await opened.close()
  }
}

/** Which facts of a round are read through the API: all, but of large documents the ends and a part in between. */
export function chooseFacts(sent: readonly Sent[], random: Random): number[] {
  return sent.flatMap(({ parcel, indexes, state }) => {
    if (state !== 'recorded') return []
    if (parcel.kind !== 'large') return indexes
    return indexes.filter((_, at) => at === 0 || at === indexes.length - 1 || random.chance(0.05))
  })
}
