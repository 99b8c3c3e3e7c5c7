export { PostgresError, type PostgresErrorCode } from './failure.ts'
export { EmbeddedPostgres, type PostgresEvent, type PostgresOptions } from './postgres.ts'
