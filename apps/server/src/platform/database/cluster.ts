import sql from 'sql-template-tag'
import type { Database } from './database.ts'
import { DatabaseError } from './failure.ts'
import type { Organisation } from './organisation.ts'
import type { Transaction } from './transaction.ts'

/** What belongs to the whole database, not to one organisation: which organisations there are, and which migrations each has had. */
const platformScript = `
create schema if not exists proofline_platform;
create table if not exists proofline_platform.organisation (
  name text collate "C" primary key,
  created_at timestamptz not null default clock_timestamp()
);
create table if not exists proofline_platform.migration (
  organisation text collate "C" not null references proofline_platform.organisation,
  number integer not null check (number > 0),
  name text collate "C" not null,
  sha256 text collate "C" not null check (sha256 ~ '^[0-9a-f]{64}$'),
  ran_at timestamptz not null default clock_timestamp(),
  primary key (organisation, number)
);
create table if not exists proofline_platform.turn (id integer primary key check (id = 1));
insert into proofline_platform.turn values (1) on conflict do nothing;
`

/** Two servers that make the same things at the same moment: one of them is told so, and finds them made when it looks again. */
const madeByAnother: ReadonlySet<string> = new Set(['23505', '42P06', '42P07', '42710', 'XX000'])

export async function preparePlatform(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await database.platformTransaction((transaction) => transaction.script(platformScript))
      return
    } catch (error) {
      if (!(error instanceof DatabaseError) || !madeByAnother.has(error.sqlState ?? '') || attempt === 5) throw error
    }
  }
}

/**
 * One migrates, the others wait: a lock on a row, which ends with its transaction. (Advisory locks are per node where the database is
 * distributed.)
 */
export const takeTurn = (transaction: Transaction): Promise<object[]> =>
  transaction.query(sql`select id from proofline_platform.turn where id = 1 for update`)

/** Roles belong to the cluster and outlive a database: they may be there already. The login may work as each of them. */
async function prepareRoles(transaction: Transaction, organisation: Organisation): Promise<void> {
  const { owner, app, eraser } = organisation
  for (const role of [owner, app, eraser]) {
    const found = await transaction.query(sql`select 1 from pg_roles where rolname = ${role}`)
    if (found.length > 0) continue
    await transaction
      .savepoint(() => transaction.script(`create role "${role}" nologin noinherit`))
      .catch((error: unknown) => {
        if (!(error instanceof DatabaseError) || !madeByAnother.has(error.sqlState ?? '')) throw error
      })
  }
  // The owner makes the one procedure of the eraser in a migration and gives it away.
  const [login] = await transaction.query<{ name: string }>(sql`select current_user::text as name`)
  for (const role of [owner, app, eraser]) await grantRole(transaction, role, login?.name ?? '')
  await grantRole(transaction, eraser, owner)
}

async function grantRole(transaction: Transaction, role: string, member: string): Promise<void> {
  // Since PostgreSQL 16 who creates a role may administer it, but not yet become it.
  const [row] = await transaction.query<{ may: boolean }>(sql`select pg_has_role(${member}::name, ${role}::name,
    case when current_setting('server_version_num')::integer >= 160000 then 'SET' else 'MEMBER' end) as may`)
  if (row?.may !== true) await transaction.script(`grant "${role}" to "${member.replaceAll('"', '""')}"`)
}

/** The organisation's roles and its empty schema. */
export async function prepareOrganisation(transaction: Transaction, organisation: Organisation, serverLogin?: string): Promise<void> {
  const { name, schema, owner, app, eraser } = organisation
  await prepareRoles(transaction, organisation)
  if (serverLogin !== undefined) await grantRole(transaction, app, serverLogin)
  await transaction.script(`
    create schema if not exists "${schema}" authorization "${owner}";
    grant usage on schema "${schema}" to "${app}";
    grant usage, create on schema "${schema}" to "${eraser}";
    -- Verification makes the views a second time, in tables that vanish.
    do $do$ begin execute format('grant temporary on database %I to %I', current_database(), '${app}'); end $do$;
  `)
  await transaction.query(sql`insert into proofline_platform.organisation (name) values (${name}) on conflict do nothing`)
}
