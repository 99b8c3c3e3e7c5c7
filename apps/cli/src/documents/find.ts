import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CommandError, exitCodes } from '../exit-codes.ts'

const jsonEndings = ['.json', '.jsonld']
/** What EPCIS comes in: JSON, and XML. */
export const epcisEndings = [...jsonEndings, '.xml']

/** A document on disk; `name` is what the user called it. Standard input is spooled to a file first, as it may be larger than memory. */
type Document = { readonly name: string; readonly path: string; discard(): Promise<void> }

async function spoolStandardInput(): Promise<Document> {
  const folder = await mkdtemp(join(tmpdir(), 'proofline-'))
  const path = join(folder, 'document.json')
  await pipeline(process.stdin, createWriteStream(path))
  return { name: '-', path, discard: () => rm(folder, { recursive: true, force: true }) }
}

async function listFolder(folder: string, endings: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.toLowerCase().endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/**
 * The documents that the command line names: files as they are, folders with every file below them that ends so, in order of their names,
 * `-` for standard input.
 * @throws CommandError `no-such-file`, `empty-folder`
 */
export async function* findDocuments(names: readonly string[], endings: readonly string[] = jsonEndings): AsyncGenerator<Document> {
  const keep = async (): Promise<void> => {}
  for (const name of names) {
    if (name === '-') {
      yield await spoolStandardInput()
      continue
    }
    const found = await stat(name).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(exitCodes.usage, 'no-such-file', { path: name, reason: error.code ?? error.message }, { cause: error })
    })
    if (!found.isDirectory()) {
      yield { name, path: name, discard: keep }
      continue
    }
    const paths = await listFolder(name, endings)
    if (paths.length === 0) throw new CommandError(exitCodes.usage, 'empty-folder', { path: name, endings: endings.join(', ') })
    for (const path of paths) yield { name: path, path, discard: keep }
  }
}
