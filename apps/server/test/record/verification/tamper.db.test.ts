import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rebuildGuards } from '../../../src/record/index.ts'
import { type Finding, findingCodes, verificationTexts } from '../../../src/record/verification/index.ts'
import { appendInBatches, startTestLog, type TestLog } from '../support.ts'

const facts = 700
const batch = 100

async function startFilledLog(): Promise<TestLog> {
  const log = await startTestLog()
  const ledger = await log.open()
  await appendInBatches(ledger, 0, facts, batch)
  await ledger.close()
  return log
}

const found = (findings: readonly Finding[]) => findings.map(({ code, from, to }) => `${code} ${from}..${to}`)

/** SQL that makes the row of a fact agree with itself again after its envelope was changed. */
const recommit = (index: number) => `update record_fact set commitment = sha256('\\x01'::bytea || salt || envelope) where index = ${index}`
const newBody = (index: number) => `update record_fact set body = convert_to('{"n":0}', 'UTF8') where index = ${index}`
const reenvelope = (index: number) => `update record_fact set envelope = convert_to(regexp_replace(convert_from(envelope, 'UTF8'),
  '"bodyHash":"[0-9a-f]{64}"', '"bodyHash":"' || encode(sha256('\\x02'::bytea || body_salt || body), 'hex') || '"'), 'UTF8') where index = ${index}`
const swap = (left: number, right: number) => [
  `alter table record_fact drop constraint record_fact_pkey`,
  `update record_fact set index = case index when ${left} then ${right} else ${left} end where index in (${left}, ${right})`,
  `alter table record_fact add primary key (index)`,
]

/** What a superuser does, and what `verify` must name: the fact, or the smallest range. */
const attacks: readonly { readonly name: string; readonly texts: readonly string[]; readonly names: readonly string[] }[] = [
  { name: 'edits a body', texts: [newBody(333)], names: ['body-mismatch 333..334'] },
  { name: 'edits a body and the envelope', texts: [newBody(333), reenvelope(333)], names: ['commitment-mismatch 333..334'] },
  { name: 'edits body, envelope and commitment', texts: [newBody(333), reenvelope(333), recommit(333)], names: ['fact-replaced 333..334'] },
  {
    name: 'edits body, envelope and commitment behind the last full tile',
    texts: [newBody(650), reenvelope(650), recommit(650)],
    names: ['batch-root-mismatch 600..700'],
  },
  {
    name: 'edits body, envelope, commitment and the tile',
    texts: [
      newBody(333),
      reenvelope(333),
      recommit(333),
      `update record_tile set hashes = overlay(hashes placing (select sha256('\\x00'::bytea || commitment) from record_fact where index = 333)
         from (333 - 256) * 32 + 1) where level = 0 and n = 1`,
    ],
    names: ['batch-root-mismatch 300..400', 'tile-mismatch 256..512'],
  },
  {
    name: 'deletes a fact',
    texts: ['delete from record_fact where index = 333'],
    names: ['fact-missing 333..334', 'guard-unexpected 333..334'],
  },
  {
    name: 'deletes a fact and its guard',
    texts: ['delete from record_fact where index = 333', 'delete from work_guard where last_index = 333'],
    names: ['fact-missing 333..334'],
  },
  {
    name: 'deletes the last fact',
    texts: ['delete from record_fact where index = 699', 'delete from work_guard where last_index = 699'],
    names: ['fact-missing 699..700'],
  },
  {
    name: 'deletes a range',
    texts: ['delete from record_fact where index between 100 and 599', 'delete from work_guard where last_index between 100 and 599'],
    names: ['fact-missing 100..600'],
  },
  {
    name: 'swaps two facts',
    texts: swap(20, 410),
    names: [
      'fact-replaced 20..21',
      'fact-replaced 410..411',
      'recorded-at-mismatch 20..21',
      'recorded-at-mismatch 410..411',
      'guard-unexpected 20..21',
      'guard-unexpected 410..411',
      'guard-missing 20..21',
      'guard-missing 410..411',
    ],
  },
  {
    name: 'inserts a fact at the end',
    texts: [`insert into record_fact select 700, commitment, salt, envelope, body_salt, body, event_hash from record_fact where index = 5`],
    names: ['fact-beyond-head 700..701', 'guard-missing 700..701'],
  },
  {
    name: 'inserts a fact in the middle',
    texts: [
      `alter table record_fact drop constraint record_fact_pkey`,
      `update record_fact set index = index + 1 where index >= 650`,
      `insert into record_fact select 650, commitment, salt, envelope, body_salt, body, event_hash from record_fact where index = 5`,
      `alter table record_fact add primary key (index)`,
    ],
    names: [
      'batch-root-mismatch 600..700',
      'recorded-at-mismatch 650..651',
      'guard-missing 650..701',
      'guard-unexpected 650..700',
      'fact-beyond-head 700..701',
    ],
  },
  {
    name: 'back-dates a fact',
    texts: [
      `update record_fact set envelope = convert_to(regexp_replace(convert_from(envelope, 'UTF8'), '"recordedAt":"20', '"recordedAt":"19'), 'UTF8') where index = 333`,
    ],
    names: ['commitment-mismatch 333..334', 'recorded-at-mismatch 333..334'],
  },
  {
    name: 'back-dates a fact throughout',
    texts: [
      `update record_fact set envelope = convert_to(regexp_replace(convert_from(envelope, 'UTF8'), '"recordedAt":"20', '"recordedAt":"19'), 'UTF8') where index = 333`,
      recommit(333),
    ],
    names: ['fact-replaced 333..334', 'recorded-at-mismatch 333..334'],
  },
  {
    name: 'back-dates a batch row',
    texts: [`update record_batch set recorded_at = recorded_at - interval '1 year' where size = 400`],
    names: ['recorded-at-mismatch 300..400', 'recorded-at-backwards 300..400'],
  },
  {
    name: 'drops a batch row',
    texts: ['delete from record_batch where size = 400'],
    names: ['batch-missing 300..400', 'checkpoint-mismatch 300..400'],
  },
  {
    name: 'edits the root of a batch',
    texts: [`update record_batch set root = sha256(root) where size = 400`],
    names: ['batch-root-mismatch 300..400', 'checkpoint-mismatch 300..400'],
  },
  {
    name: 'edits the edge of a batch',
    texts: [`update record_batch set edge = set_byte(edge, 20, 255 - get_byte(edge, 20)) where size = 400`],
    names: ['batch-edge-mismatch 300..400'],
  },
  {
    name: 'edits a tile',
    texts: [`update record_tile set hashes = set_byte(hashes, 77 * 32, 255 - get_byte(hashes, 77 * 32)) where level = 0 and n = 1`],
    names: ['tile-mismatch 333..334'],
  },
  {
    name: "edits a tile's root",
    texts: ['update record_tile set root = sha256(root) where level = 0 and n = 1'],
    names: ['tile-mismatch 256..512'],
  },
  { name: 'deletes a tile', texts: ['delete from record_tile where level = 0 and n = 1'], names: ['tile-missing 256..512'] },
  {
    name: 'adds a tile',
    texts: ['insert into record_tile select 0, 2, hashes, root from record_tile where n = 1'],
    names: ['tile-unexpected 512..768', 'tile-mismatch 512..700'],
  },
  {
    name: 'moves a guard',
    texts: ['update work_guard set last_index = 5 where last_index = 333'],
    names: ['guard-unexpected 5..6', 'guard-missing 333..334'],
  },
  { name: 'deletes a guard', texts: ['delete from work_guard where last_index = 333'], names: ['guard-missing 333..334'] },
  { name: 'adds a guard', texts: [`insert into work_guard values (gen_random_uuid(), 333)`], names: ['guard-unexpected 333..334'] },
  {
    name: 'adds a guard for no fact',
    texts: [`insert into work_guard values (gen_random_uuid(), 9999)`],
    names: ['guard-unexpected 9999..10000'],
  },
  {
    name: 'changes the event hash',
    texts: [`update record_fact set event_hash = sha256('x') where index = 333`],
    names: ['event-hash-mismatch 333..334'],
  },
  {
    name: 'empties a body',
    texts: ['update record_fact set body = null, body_salt = null where index = 333'],
    names: ['body-missing 333..334'],
  },
  {
    name: 'truncates the tail',
    texts: [
      'delete from record_fact where index >= 500',
      'delete from record_batch where size > 500',
      'delete from record_checkpoint where size > 500',
      'delete from work_guard where last_index >= 500',
    ],
    names: ['tile-unexpected 256..512', 'log-truncated 500..700'],
  },
  {
    name: 'edits a checkpoint',
    texts: [`update record_checkpoint set note = replace(note, E'\\n400\\n', E'\\n401\\n') where size = 400`],
    names: ['checkpoint-invalid 300..400'],
  },
  {
    name: 'rewrites the log and its tree from a fact on',
    texts: [newBody(699), reenvelope(699), recommit(699), 'update record_batch set root = sha256(root) where size = 700'],
    names: ['batch-root-mismatch 600..700', 'batch-edge-mismatch 600..700', 'checkpoint-mismatch 600..700', 'log-forked 600..700'],
  },
  {
    name: 'replaces the key of the origin',
    texts: [`update record_origin set verifier_key = verifier_key || 'A'`],
    names: ['origin-untrusted 0..0'],
  },
]

describe('verify names what a superuser with the triggers off has done', () => {
  for (const { name, texts, names } of attacks) {
    it(name, async () => {
      const log = await startFilledLog()
      assert.deepEqual((await log.verify()).findings, [])
      await log.tamper(...texts)
      const report = await log.verify()
      assert.equal(report.holds, false)
      const all = found(report.findings)
      assert.deepEqual(all.toSorted(), names.toSorted())
      await log.test.close()
    })
  }
})

describe('guards', () => {
  it('are made again from the envelopes, whatever became of them', async () => {
    const log = await startFilledLog()
    await log.tamper(
      'delete from work_guard where last_index < 300',
      'update work_guard set last_index = 7 where last_index > 500',
      `insert into work_guard values (gen_random_uuid(), 9)`,
    )
    assert.equal((await log.verify()).holds, false)
    assert.equal(await rebuildGuards(log.test.database, log.test.organisation), facts)
    assert.deepEqual((await log.verify()).findings, [])
  })
})

describe('findings', () => {
  it('have words for each of them', () => {
    for (const code of findingCodes) assert.ok(Object.hasOwn(verificationTexts.en, code), code)
  })
})
