import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { describeSchema } from '../../../src/platform/database/index.ts'
import { openTestDatabase } from '../../support/index.ts'

test('schema.sql is the migrated schema (else: node apps/server/test/support/dump-schema.ts)', async () => {
  const { admin, organisation } = await openTestDatabase()
  const committed = readFileSync(new URL('../../../schema.sql', import.meta.url), 'utf8')
  assert.equal(await describeSchema(admin, organisation), committed)
})

test('a changed column, right, trigger or function shows in the description', async () => {
  const { admin, organisation } = await openTestDatabase()
  const before = await describeSchema(admin, organisation)
  const change = async (text: string) => {
    await admin.transaction(organisation, (transaction) => transaction.script(text), { role: 'owner' })
    return describeSchema(admin, organisation)
  }
  const seen = new Set([before])
  for (const text of [
    'create table extra (id bigint primary key, note text collate "C")',
    'alter table extra alter column note set not null',
    `grant update on extra to "${organisation.app}"`,
    'create index extra_note on extra (note)',
    'create function touch() returns trigger language plpgsql as $$ begin return new; end $$',
    'create trigger touched before update on extra for each row execute function touch()',
    'alter table extra disable trigger touched',
    'create or replace function touch() returns trigger language plpgsql as $$ begin return null; end $$',
  ]) {
    const now = await change(text)
    assert.ok(!seen.has(now), text)
    seen.add(now)
  }
})
