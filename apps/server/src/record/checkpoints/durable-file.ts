import { randomBytes } from 'node:crypto'
import { type FileHandle, link, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** The content, undefined where there is no such file. */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT'

/**
 * Replaces a file: written beside it, made durable, renamed, the rename made durable. A crash leaves the old content or the new, never a part;
 * perhaps a `.tmp` beside it, which nobody reads.
 */
export async function replaceDurably(path: string, content: string, mode: number): Promise<void> {
  const beside = besideOf(path)
  await writeSynced(beside, content, mode)
  await rename(beside, path)
  await syncFolder(dirname(path))
}

/** Creates a file that nobody else may create as well. @returns false where it was there already. */
export async function createDurably(path: string, content: string, mode: number): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const beside = besideOf(path)
  await writeSynced(beside, content, mode)
  try {
    await link(beside, path)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  } finally {
    await rm(beside, { force: true })
  }
  await syncFolder(dirname(path))
  return true
}

const besideOf = (path: string): string => `${path}.${randomBytes(6).toString('hex')}.tmp`

async function writeSynced(path: string, content: string, mode: number): Promise<void> {
  const file: FileHandle = await open(path, 'w', mode)
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** A rename is durable when its folder is. Windows cannot open a folder, and needs no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
