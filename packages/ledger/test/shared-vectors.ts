import { existsSync, readFileSync } from 'node:fs'

// Cases written by others, which stand beside the repository and not in it.
const folder = new URL('../../../../shared/vectors/tlog/', import.meta.url)

/** For `test(name, { skip }, …)`: false where the folder is there, else why the case did not run. */
export const skip: false | string = existsSync(folder) ? false : 'the shared vectors are not here (../shared/vectors/tlog)'

export const readBytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, folder)))
export const readText = (path: string): string => readFileSync(new URL(path, folder), 'utf8')
