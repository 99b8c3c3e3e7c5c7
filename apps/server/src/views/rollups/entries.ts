import { readIndex } from '../../platform/database/index.ts'
import { inParts, numbers, type Reads } from '../genealogy/index.ts'
import { packedSums } from './sums.ts'

/** What is known of a lot in one deed, of one composition, in one unit of measure; one that is read into again and again. */
export class Entry {
  deed = 0
  /** −1: none. */
  mix = -1
  units = 0
  /** Of the units, those of which nothing speaks against it. */
  surely = 0
  /** How many tellings stand, and how many of them are sure. Nothing stands: 0. */
  rows = 0
  sureRows = 0
  /** Told beside the units: quantity, space and unit of measure, each where there is one. */
  told = ''
}

const fixedBytes = 40

/** What is known of these lots, by lot: runs of packed entries (`view_packed`), of one deed several that are to be added up. */
export async function selectRuns(reads: Reads, lots: readonly number[], asOf: number): Promise<Map<number, readonly Buffer[]>> {
  const rows = await inParts(lots, (some) => reads.query<{ packed: Buffer | null }>(packedSums(numbers(some), asOf)))
  const found = new Map<number, Buffer[]>()
  for (const { packed } of rows) {
    for (let at = 0; packed !== null && at < packed.length; ) {
      const lot = readIndex(packed, at)
      const end = at + 12 + packed.readInt32BE(at + 8)
      const known = found.get(lot)
      if (known === undefined) found.set(lot, [packed.subarray(at + 12, end)])
      else known.push(packed.subarray(at + 12, end))
      at = end
    }
  }
  return found
}

/** `take` gets the same entry each time. */
export function readEntries(runs: readonly Buffer[], entry: Entry, take: (entry: Entry) => void): void {
  for (const bytes of runs) {
    for (let at = 0; at < bytes.length; ) {
      entry.deed = bytes.readInt32BE(at)
      entry.rows = bytes.readInt32BE(at + 4)
      entry.sureRows = bytes.readInt32BE(at + 8)
      entry.mix = readIndex(bytes, at + 12)
      entry.units = readIndex(bytes, at + 20)
      entry.surely = readIndex(bytes, at + 28)
      const end = at + fixedBytes + bytes.readInt32BE(at + 36)
      entry.told = end === at + fixedBytes ? '' : bytes.toString('utf8', at + fixedBytes, end)
      take(entry)
      at = end
    }
  }
}
