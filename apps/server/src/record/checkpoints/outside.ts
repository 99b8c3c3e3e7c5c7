import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createDurably, readIfThere, replaceDurably } from './durable-file.ts'

/**
 * The last checkpoint, in a file beside the key and outside the database: whoever can change every row still leaves a log that this does not
 * fit. Never replaced by a smaller one of the same origin.
 */
export type OutsideCheckpoint = {
  readonly read: () => Promise<string | undefined>
  readonly write: (note: string) => Promise<void>
  /** Keeps what is there under the number of the origin that ended with it. */
  readonly archive: (originNumber: number, note: string) => Promise<void>
}

export function outsideCheckpointIn(folder: string): OutsideCheckpoint {
  const path = join(folder, 'checkpoint')
  return {
    read: async () => readIfThere(path)?.toString('utf8'),
    write: async (note) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      await replaceDurably(path, note, 0o600)
    },
    archive: async (originNumber, note) => {
      await createDurably(join(folder, `checkpoint-of-origin-${originNumber}`), note, 0o600)
    },
  }
}
