import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

export const main = join(import.meta.dirname, '../src/main.ts')

export type Run = { readonly status: number | null; readonly stdout: string; readonly stderr: string }

/** A folder for the files of a test, and the command as a process of its own with it as its data folder. The folder is removed at the end of the file. */
export function makeRunner(): { readonly folder: string; run(args: readonly string[], input?: string): Run } {
  const folder = mkdtempSync(join(tmpdir(), 'proofline-cli-'))
  after(() => rmSync(folder, { recursive: true }))
  const env = { ...process.env, PROOFLINE_DATA: folder, LANG: 'en_GB.UTF-8', LC_ALL: '' }
  const run = (args: readonly string[], input?: string): Run =>
    spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env, ...(input === undefined ? {} : { input }) })
  return { folder, run }
}
