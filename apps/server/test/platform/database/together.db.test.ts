import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Database, DatabaseError, type Organisation, sql } from '../../../src/platform/database/index.ts'
import { openTestDatabase } from '../../support/index.ts'

const isTaken = (error: unknown) => error instanceof DatabaseError && error.code === 'unique-violation' && error.table === 'probe'

const insertProbe = (id: number) => sql`insert into probe (id, bytes) values (${id}, ${Buffer.of(id)})`
const selectIds = sql`select id from probe order by id`

/** Rows `(bigint, bytea)` of COPY BINARY. */
function rowsOf(...ids: readonly number[]): Buffer {
  const rows = ids.map((id) => {
    const row = Buffer.alloc(2 + 4 + 8 + 4 + 1)
    row.writeInt16BE(2, 0)
    row.writeInt32BE(8, 2)
    row.writeBigInt64BE(BigInt(id), 6)
    row.writeInt32BE(1, 14)
    row[18] = id
    return row
  })
  return Buffer.concat([Buffer.from('5047434f50590aff0d0a000000000000000000', 'hex'), ...rows, Buffer.from('ffff', 'hex')])
}

const copyProbe = 'copy probe (id, bytes) from stdin (format binary)'

let database: Database
let organisation: Organisation
const ids = () => database.transaction(organisation, (transaction) => transaction.query<{ id: number }>(selectIds))
before(async () => {
  const opened = await openTestDatabase()
  organisation = opened.organisation
  // One connection, so that each test finds it as the one before has left it.
  database = new Database({ connection: opened.connection, maxConnections: 1 })
  await opened.admin.transaction(
    organisation,
    (transaction) =>
      transaction.script(
        `create table probe (id bigint primary key, bytes bytea); grant select, insert, delete on probe to "${organisation.app}"`,
      ),
    { role: 'owner' },
  )
})
after(() => database.close())

describe('statements that wait for the next one', () => {
  it('run in their order, before it', async () => {
    const seen = await database.transaction(organisation, async (transaction) => {
      transaction.later(insertProbe(1))
      transaction.copyInLater(copyProbe, rowsOf(2, 3))
      transaction.later(sql`delete from probe where id = ${1}`)
      const first = await transaction.query<{ id: number }>(selectIds)
      transaction.later(insertProbe(4))
      const [second] = await transaction.script('select count(*)::integer as n from probe')
      transaction.later(insertProbe(5))
      await transaction.copyIn(copyProbe, [rowsOf(6)])
      return [first, second]
    })
    assert.deepEqual(seen, [[{ id: 2 }, { id: 3 }], [{ n: 3 }]])
    assert.deepEqual(await ids(), [{ id: 2 }, { id: 3 }, { id: 4 }, { id: 5 }, { id: 6 }])
  })

  it('run before a script, a copy, and statements that are asked together, where nothing was sent before', async () => {
    const rows = await database.transaction(organisation, async (transaction) => {
      transaction.later(insertProbe(60))
      return transaction.script('delete from probe where id = 60 returning id')
    })
    assert.deepEqual(rows, [[{ id: 60 }]])
    await database.transaction(organisation, async (transaction) => {
      transaction.later(insertProbe(61))
      await transaction.copyIn(copyProbe, [rowsOf(62)])
      transaction.later(insertProbe(63))
      const asked = await transaction.together(
        sql`select current_user::text = ${organisation.app} as own`,
        sql`delete from probe where id > 60 returning id`,
      )
      assert.deepEqual(asked, [[{ own: true }], [{ id: 61 }, { id: 62 }, { id: 63 }]])
    })
    const answered = await database.transaction(organisation, (transaction) =>
      transaction.together(sql`select 1 as one`, sql`select 2 as two`),
    )
    assert.deepEqual(answered, [[{ one: 1 }], [{ two: 2 }]])
  })

  it('go with the commit where nothing else is asked', async () => {
    await database.transaction(organisation, async (transaction) => transaction.later(insertProbe(7)))
    assert.deepEqual((await ids()).at(-1), { id: 7 })
  })
})

describe('statements that wait for the next one, and fail', () => {
  it('leave nothing where one of them fails, and the connection is as before', async () => {
    const stood = await ids()
    for (const round of [0, 1]) {
      await assert.rejects(
        database.transaction(organisation, async (transaction) => {
          transaction.later(insertProbe(20 + round))
          // Fails first where it was never prepared on this connection, then where it was.
          transaction.later(sql`insert into probe (bytes, id) values (${null}, ${7})`)
          transaction.copyInLater(copyProbe, rowsOf(30))
        }),
        isTaken,
      )
      await assert.rejects(
        database.transaction(organisation, async (transaction) => {
          transaction.copyInLater(copyProbe, rowsOf(31, 7, 32))
          await transaction.query(selectIds)
        }),
        isTaken,
      )
    }
    assert.deepEqual(await ids(), stood)
  })

  it('are told by the commit as well, should their failure be passed over', async () => {
    const work = database.transaction(organisation, async (transaction) => {
      transaction.later(insertProbe(7))
      await transaction.query(selectIds).catch(() => 'passed over')
      return 'done'
    })
    await assert.rejects(work, isTaken)
  })

  it('are rolled back with everything else', async () => {
    const stood = await ids()
    const work = database.transaction(organisation, async (transaction) => {
      transaction.later(insertProbe(40))
      await transaction.query(selectIds)
      transaction.later(insertProbe(41))
      throw new Error('changed my mind')
    })
    await assert.rejects(work, /changed my mind/)
    assert.deepEqual(await ids(), stood)
  })

  it('fail with a value that cannot be sent', async () => {
    const circular: { self?: unknown } = {}
    circular.self = circular
    const work = database.transaction(organisation, async (transaction) => {
      transaction.later(insertProbe(50))
      transaction.later(sql`insert into probe (id) select ${circular}::text::bigint`)
    })
    await assert.rejects(work, /circular/i)
    assert.equal((await ids()).at(-1)?.id, 7)
  })
})
