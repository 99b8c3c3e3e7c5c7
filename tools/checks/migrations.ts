import { createHash } from 'node:crypto'
import type { Finding } from './source.ts'

export type Seal = Readonly<Record<string, string>>

/** Every file is sealed with its hash, and every sealed file is there, unchanged. */
export function checkSeal(folder: string, files: ReadonlyMap<string, Uint8Array>, seal: Seal): Finding[] {
  const findings: Finding[] = []
  const tell = (name: string, what: string): number => findings.push({ path: `${folder}/${name}`, line: 1, what })
  for (const [name, bytes] of files) {
    const sealed = Object.hasOwn(seal, name) ? seal[name] : undefined
    if (sealed === undefined) tell(name, 'is not sealed')
    else if (createHash('sha256').update(bytes).digest('hex') !== sealed)
      tell(name, 'was changed after it was sealed: write a new migration instead')
  }
  for (const name of Object.keys(seal)) if (!files.has(name)) tell(name, 'is sealed and not there')
  return findings
}

/** What an earlier seal held, the present one holds as well: databases out there have run it. */
export function compareSeals(path: string, commit: string, earlier: Seal, present: Seal): Finding[] {
  return Object.entries(earlier)
    .filter(([name, hash]) => present[name] !== hash)
    .map(([name]) => ({ path, line: 1, what: `${name} was sealed otherwise in commit ${commit}` }))
}
