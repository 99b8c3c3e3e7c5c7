import { existsSync, readdirSync, readFileSync } from 'node:fs'

// Cases written by others, which stand beside the repository and not in it.
const folder = new URL('../../../../shared/vectors/', import.meta.url)

/** For `test(name, { skip }, …)`: false where the folder is there, else why the case did not run. */
export const skip: false | string = existsSync(folder) ? false : 'the shared vectors are not here (../shared/vectors)'

export const readVectors = <Row>(path: string): Row[] => readFile<{ vectors: Row[] }>(path).vectors
export const readText = (path: string): string => readFileSync(new URL(path, folder), 'utf8')
export const readFile = <Content>(path: string): Content => JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as Content

export const readFolder = (path: string, ending: string): unknown[] =>
  readdirSync(new URL(path, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => readFile(path + name))
