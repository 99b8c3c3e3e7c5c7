import { unzipSync } from 'fflate'
import { formatArchive } from '../src/archive.ts'
import { encodeText } from '../src/encoding.ts'
import { sha256 } from './log.ts'

export type Files = Map<string, Buffer>

/**
 * What somebody makes who knows the format: the files changed as they like, sizes and hashes in the manifest and the container made anew. `edit`
 * may change the manifest as well.
 */
export function forge(bundle: Uint8Array, edit: (files: Files, manifest: Record<string, unknown>) => void): Uint8Array {
  const files: Files = new Map(Object.entries(unzipSync(bundle)).map(([path, bytes]) => [path, Buffer.from(bytes)]))
  const manifest: Record<string, unknown> = JSON.parse(files.get('manifest.json')?.toString('utf8') ?? '')
  files.delete('manifest.json')
  edit(files, manifest)
  if (Array.isArray(manifest.files)) {
    manifest.files = [...files]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([path, bytes]) => ({ path, size: bytes.length, sha256: sha256(bytes).toString('hex') }))
  }
  const own = files.get('manifest.json')
  files.delete('manifest.json')
  const bytes = own ?? encodeText(`${JSON.stringify(manifest, undefined, 2)}\n`)
  return formatArchive([...files, ['manifest.json', bytes] as const].map(([path, content]) => ({ path, bytes: content })))
}

export const editText = (files: Files, path: string, edit: (text: string) => string): void => {
  files.set(path, Buffer.from(edit(files.get(path)?.toString('utf8') ?? '')))
}

/** Edits the lines of `facts.ndjson` as objects. */
export function editFacts(files: Files, edit: (facts: Record<string, unknown>[]) => Record<string, unknown>[]): void {
  editText(files, 'facts.ndjson', (text) =>
    edit(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    )
      .map((fact) => `${JSON.stringify(fact)}\n`)
      .join(''),
  )
}

const header = 'c2sp.org/tlog-proof@v1\n'

export function editProofs(files: Files, edit: (proofs: string[]) => string[]): void {
  editText(files, 'proofs.tlog-proof', (text) =>
    edit(
      text
        .split(header)
        .slice(1)
        .map((rest) => header + rest),
    ).join(''),
  )
}
