// node apps/server/src/platform/database/seal-migrations.ts: seals the new migrations, before they are committed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { migrationsFolder, readSeal, sealMigrations, sealName } from './migration-files.ts'

const before = existsSync(join(migrationsFolder, sealName)) ? readSeal() : {}
const after = sealMigrations(migrationsFolder, before)
process.stdout.write(
  `${Object.keys(after).length} migrations sealed, ${Object.keys(after).length - Object.keys(before).length} of them new\n`,
)
