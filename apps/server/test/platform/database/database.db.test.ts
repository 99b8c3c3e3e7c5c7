import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DatabaseError, sql, type Transaction } from '../../../src/platform/database/index.ts'
import { openTestDatabase } from '../../support/index.ts'

const codeIs = (code: string) => (error: unknown) => error instanceof DatabaseError && error.code === code

test('a transaction works as the organisation role, in its schema, and commits or leaves nothing', async () => {
  const { database, admin, organisation } = await openTestDatabase()
  const [who] = await database.transaction(organisation, (transaction) =>
    transaction.query<{ role: string; path: string; login: string }>(
      sql`select current_user::text as role, current_setting('search_path') as path, session_user::text as login`,
    ),
  )
  assert.deepEqual(who, { role: organisation.app, path: organisation.schema, login: 'proofline_server' })

  await admin.transaction(
    organisation,
    (transaction) =>
      transaction.script(`create table probe (id bigint primary key); grant select, insert on probe to "${organisation.app}"`),
    { role: 'owner' },
  )
  await assert.rejects(
    database.transaction(organisation, async (transaction) => {
      await transaction.execute(sql`insert into probe values (${1})`)
      throw new Error('changed my mind')
    }),
    /changed my mind/,
  )
  assert.equal(await database.transaction(organisation, (transaction) => transaction.execute(sql`insert into probe values (${2})`)), 1)
  const rows = await database.transaction(organisation, (transaction) => transaction.query<{ id: number }>(sql`select id from probe`), {
    readOnly: true,
  })
  assert.deepEqual(rows, [{ id: 2 }])
})

test('a failed statement that was passed over is not committed silently', async () => {
  const { database, organisation } = await openTestDatabase()
  const work = database.transaction(organisation, async (transaction) => {
    await transaction.script('select * from nowhere').catch(() => 'passed over')
    return 'done'
  })
  await assert.rejects(work, codeIs('transaction-aborted'))
})

test('the reasons of PostgreSQL have codes of ours', async () => {
  const { database, organisation } = await openTestDatabase()
  const fails = (text: string, code: string, options = {}) =>
    assert.rejects(
      database.transaction(organisation, (transaction) => transaction.script(text), options),
      codeIs(code),
    )
  await fails('create table mine (id integer)', 'permission-denied')
  await fails('set local role proofline_owner_main', 'permission-denied')
  await fails('select * from proofline_platform.migration', 'permission-denied')
  await fails("do $$ begin raise exception 'no' ; end $$", 'raised')
  await fails('select pg_sleep(5)', 'query-timeout', { statementTimeoutMs: 20 })
  await fails('create temp table t (id integer)', 'read-only', { readOnly: true })
})

test('a lost connection is retriable; lost during the commit it is told apart', async () => {
  const { database, admin, organisation } = await openTestDatabase()
  const killed = database.transaction(organisation, async (transaction) => {
    const [row] = await transaction.query<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    await admin.platformTransaction((other) => other.query(sql`select pg_terminate_backend(${row?.pid}, 5000)`))
    await transaction.query(sql`select 1`)
  })
  await assert.rejects(killed, (error: unknown) => codeIs('database-unavailable')(error) && (error as DatabaseError).retriable)
  const [one] = await database.transaction(organisation, (transaction) => transaction.query<{ one: number }>(sql`select 1 as one`))
  assert.equal(one?.one, 1)

  // A trigger that runs at the commit ends its own connection there.
  const { schema, app } = organisation
  await admin.platformTransaction((transaction) =>
    transaction.script(`create table ${schema}.late (id integer); grant insert on ${schema}.late to ${app};
      create function ${schema}.die() returns trigger language plpgsql security definer as
        $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
      create constraint trigger dies after insert on ${schema}.late deferrable initially deferred
        for each row execute function ${schema}.die()`),
  )
  const unknown = database.transaction(organisation, (transaction) => transaction.execute(sql`insert into late values (1)`))
  await assert.rejects(unknown, (error: unknown) => codeIs('commit-unknown')(error) && (error as DatabaseError).retriable)
})

test('copy goes in and out; an error of the source aborts it', async () => {
  const { database, admin, organisation } = await openTestDatabase()
  const make = `create table line (id bigint primary key, note text); grant select, insert on line to "${organisation.app}"`
  await admin.transaction(organisation, (transaction) => transaction.script(make), { role: 'owner' })
  const count = await database.transaction(organisation, (transaction) =>
    transaction.copyIn('copy line from stdin', [Buffer.from('1\ta\n2\t溯证\n')]),
  )
  assert.equal(count, 2)
  const text = await database.transaction(organisation, async (transaction) => {
    const chunks: Buffer[] = []
    for await (const chunk of transaction.copyOut('copy (select * from line order by id) to stdout')) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  })
  assert.equal(text, '1\ta\n2\t溯证\n')
  const broken = async function* () {
    yield Buffer.from('3\tc\n')
    throw new Error('the source broke')
  }
  await assert.rejects(
    database.transaction(organisation, (transaction) => transaction.copyIn('copy line from stdin', broken())),
    /the source broke/,
  )
  await assert.rejects(
    database.transaction(organisation, (transaction) => transaction.copyIn('copy line from stdin', [Buffer.from('1\tagain\n')])),
    codeIs('unique-violation'),
  )
  const [after] = await database.transaction(organisation, (transaction) =>
    transaction.query<{ n: number }>(sql`select count(*) as n from line`),
  )
  assert.equal(after?.n, 2)
})

test('a copy that is left before its end holds nothing up, and commits nothing', async () => {
  const { database, organisation } = await openTestDatabase()
  const leave = async (transaction: Transaction): Promise<number> => {
    for await (const chunk of transaction.copyOut("copy (select repeat('x', 1000) from generate_series(1, 100000)) to stdout"))
      return chunk.length
    return 0
  }
  assert.ok((await database.transaction(organisation, leave, { readOnly: true })) > 0)
  await assert.rejects(database.transaction(organisation, leave), codeIs('transaction-aborted'))
  const failing = database.transaction(organisation, async (transaction) => {
    await leave(transaction)
    throw new Error('on purpose')
  })
  await assert.rejects(failing, /on purpose/)
  const wrong = database.transaction(organisation, async (transaction) => {
    for await (const _chunk of transaction.copyOut('copy (select 1 / 0) to stdout')) throw new Error('there is no row')
  })
  await assert.rejects(wrong, codeIs('query-failed'))
  const rows = await database.transaction(organisation, (transaction) => transaction.query<{ one: number }>(sql`select 1 as one`))
  assert.deepEqual(rows, [{ one: 1 }])
})

test('a savepoint undoes only its own work', async () => {
  const { admin, organisation } = await openTestDatabase()
  const rows = await admin.transaction(
    organisation,
    async (transaction) => {
      await transaction.script('create table s (id integer primary key)')
      await transaction.execute(sql`insert into s values (1)`)
      await assert.rejects(
        transaction.savepoint(async () => {
          await transaction.execute(sql`insert into s values (2)`)
          await transaction.execute(sql`insert into s values (1)`)
        }),
        codeIs('unique-violation'),
      )
      return transaction.query<{ id: number }>(sql`select id from s`)
    },
    { role: 'owner' },
  )
  assert.deepEqual(rows, [{ id: 1 }])
})

test('a bigint that no number holds is refused, not rounded', async () => {
  const { database, organisation } = await openTestDatabase()
  const read = (value: string) =>
    database.transaction(organisation, (transaction) => transaction.query<{ n: number }>(sql`select ${value}::bigint as n`))
  assert.deepEqual(await read('9007199254740991'), [{ n: 9007199254740991 }])
  await assert.rejects(read('9007199254740993'), codeIs('number-too-large'))
})
