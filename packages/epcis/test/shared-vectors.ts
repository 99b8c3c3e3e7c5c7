import { existsSync, readdirSync, readFileSync } from 'node:fs'

// Cases written by others, which stand beside the repository and not in it.
const folder = new URL('../../../../shared/vectors/', import.meta.url)

/** For `test(name, { skip }, …)`: false where the folder is there, else why the case did not run. */
export const skip: false | string = existsSync(folder) ? false : 'the shared vectors are not here (../shared/vectors)'

export const readBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, folder)))

/** Paths under `shared/vectors` of the files below `path` whose names end so. */
export function listFiles(path: string, ending: RegExp): string[] {
  if (skip !== false) return []
  return readdirSync(new URL(path, folder), { recursive: true })
    .map((name) => `${path}/${String(name)}`)
    .filter((name) => ending.test(name))
    .toSorted()
}
