// node apps/server/test/support/dump-schema.ts: writes schema.sql anew, after a migration was added.
import { writeFileSync } from 'node:fs'
import { Database, describeSchema, firstOrganisation } from '../../src/platform/database/index.ts'
import { startTestCluster, templateName } from './cluster.ts'

const path = new URL('../../schema.sql', import.meta.url)
const cluster = await startTestCluster()
const database = new Database({ connection: cluster.postgres.admin(templateName), maxConnections: 1 })
try {
  writeFileSync(path, await describeSchema(database, firstOrganisation))
} finally {
  await database.close()
  await cluster.stop()
}
