export { default as sql, join, raw, Sql } from 'sql-template-tag'
export { BinaryRow, readBinaryRows } from './binary-row.ts'
export { CopyRows, readIndex } from './copy-rows.ts'
export { type ConnectionSettings, Database, type DatabaseOptions, type TransactionOptions } from './database.ts'
export { describeSchema } from './describe-schema.ts'
export { asDatabaseError, DatabaseError, type DatabaseErrorCode } from './failure.ts'
export { Lease } from './lease.ts'
export { type MigrateOptions, migrate } from './migrate.ts'
export {
  assertSealed,
  type Migration,
  MigrationError,
  type MigrationErrorCode,
  migrationsFolder,
  readMigrations,
  readSeal,
} from './migration-files.ts'
export { firstOrganisation, type Organisation, organisationOf } from './organisation.ts'
export { texts as databaseTexts } from './texts.ts'
export type { Transaction } from './transaction.ts'
