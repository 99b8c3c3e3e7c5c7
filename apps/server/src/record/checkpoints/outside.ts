import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createDurably, overwriteDurably, readIfThere, replaceDurably } from './durable-file.ts'

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

/** The smallest that a disk has; it is written whole or not at all. */
const sectorBytes = 512

/** The file is the note, filled up with NUL to a sector; a note that is longer stands alone, as in the files of earlier versions. */
export function outsideCheckpointIn(folder: string): OutsideCheckpoint {
  const path = join(folder, 'checkpoint')
  // After a write that failed nobody knows what is on the disk, whatever can be read: then the whole file is made anew.
  let isKnown = true
  return {
    read: async () => readStill(path)?.toString('utf8').split('\0', 1)[0],
    write: async (note) => {
      const sector = sectorOf(note)
      const mayOverwrite = isKnown && sector !== undefined
      isKnown = false
      if (!mayOverwrite || !(await overwriteDurably(path, sector))) {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        await replaceDurably(path, sector ?? note, 0o600)
      }
      isKnown = true
    },
    archive: async (originNumber, note) => {
      await createDurably(join(folder, `checkpoint-of-origin-${originNumber}`), note, 0o600)
    },
  }
}

function sectorOf(note: string): Buffer | undefined {
  const sector = Buffer.alloc(sectorBytes)
  return Buffer.byteLength(note) < sectorBytes && sector.write(note) > 0 ? sector : undefined
}

/** Read until it is the same twice: another process may be writing over it. */
function readStill(path: string): Buffer | undefined {
  let found = readIfThere(path)
  for (;;) {
    const again = readIfThere(path)
    if (found === undefined || again?.equals(found) === true) return found
    found = again
  }
}
