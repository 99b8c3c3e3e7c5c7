import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ProoflineError } from '../errors/index.ts'

export type Migration = { readonly number: number; readonly name: string; readonly sha256: string; readonly text: string }

export const migrationsFolder = fileURLToPath(new URL('../../../migrations/', import.meta.url))
export const sealName = 'sealed.json'

export type MigrationErrorCode = 'migration-misnumbered' | 'migration-changed' | 'migration-unknown' | 'database-newer' | 'seal-broken'

export class MigrationError extends ProoflineError<MigrationErrorCode> {}

/** The migrations of a folder, `NNNN_name.sql`, numbered from 0001 without a hole. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  return files.map((file, position) => {
    const match = /^(\d{4})_[a-z0-9-]+\.sql$/.exec(file)
    const number = Number(match?.[1])
    if (number !== position + 1) {
      const expected = String(position + 1).padStart(4, '0')
      throw new MigrationError('migration-misnumbered', `${file}: expected ${expected}_name.sql`, { params: { file, expected } })
    }
    const bytes = readFileSync(join(folder, file))
    return { number, name: file, sha256: createHash('sha256').update(bytes).digest('hex'), text: bytes.toString('utf8') }
  })
}

/** File name → SHA-256 of every migration that was ever shipped. */
export const readSeal = (folder: string = migrationsFolder): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, sealName), 'utf8'))

/** Adds what is new to the seal. What is sealed never changes: an edited or missing file is refused. */
export function sealMigrations(folder: string = migrationsFolder, sealed: Readonly<Record<string, string>> = {}): Record<string, string> {
  const migrations = readMigrations(folder)
  assertSealed(migrations, sealed)
  const seal = Object.fromEntries(migrations.map(({ name, sha256 }) => [name, sha256]))
  writeFileSync(join(folder, sealName), `${JSON.stringify(seal, undefined, 2)}\n`)
  return seal
}

/** Every sealed file is there, as it was sealed. */
export function assertSealed(migrations: readonly Migration[], sealed: Readonly<Record<string, string>>): void {
  const found = new Map(migrations.map(({ name, sha256 }) => [name, sha256]))
  for (const [file, sha256] of Object.entries(sealed)) {
    if (found.get(file) === sha256) continue
    throw new MigrationError('seal-broken', `${file} is sealed and was changed or removed: write a new migration instead`, {
      params: { file },
    })
  }
}
