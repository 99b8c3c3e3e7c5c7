import { randomBytes } from 'node:crypto'
import { closeSync, fdatasync, fstatSync, fsync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { link, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

// Small files, on the way of every receipt: what takes microseconds is done at once, since each turn of a busy event loop costs milliseconds.
// Only what waits for the disk is awaited: a rename does too, while the file system writes its journal for others.

/** The content, undefined where there is no such file. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
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
export async function replaceDurably(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const beside = besideOf(path)
  await writeSynced(beside, content, mode)
  await rename(beside, path)
  await syncFolder(dirname(path))
}

/**
 * Writes over a file of one sector where it lies, and makes it durable: no new name, no new block, so nothing waits for the file system's journal.
 * A disk writes a sector whole or not at all, which PostgreSQL trusts in `pg_control` too. @returns false where there is no such file of this length.
 */
export async function overwriteDurably(path: string, sector: Uint8Array): Promise<boolean> {
  const file = openIfThere(path)
  if (file === undefined) return false
  try {
    if (fstatSync(file).size !== sector.length) return false
    writeSync(file, sector, 0, sector.length, 0)
    await syncDataToDisk(file)
    return true
  } finally {
    closeSync(file)
  }
}

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r+')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Creates a file that nobody else may create as well. @returns false where it was there already. */
export async function createDurably(path: string, content: string, mode: number): Promise<boolean> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
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

const syncToDisk = promisify(fsync)
const syncDataToDisk = promisify(fdatasync)

async function writeSynced(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = openSync(path, 'w', mode)
  try {
    writeFileSync(file, content)
    await syncToDisk(file)
  } finally {
    closeSync(file)
  }
}

/** A rename is durable when its folder is. Windows cannot open a folder, and needs no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    await syncToDisk(folder)
  } finally {
    closeSync(folder)
  }
}
