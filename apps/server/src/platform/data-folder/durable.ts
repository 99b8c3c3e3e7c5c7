import { renameSync, writeFileSync } from 'node:fs'

/** The whole text or the old one, whatever happens meanwhile; readable by the owner only. */
export function writeDurably(path: string, text: string): void {
  const making = `${path}.${process.pid}.new`
  writeFileSync(making, text, { mode: 0o600, flush: true })
  renameSync(making, path)
}
