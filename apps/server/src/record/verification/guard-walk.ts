import type { Readable } from 'node:stream'
import { CopyRows, readIndex } from '../../platform/database/index.ts'
import type { Checked, Findings } from './model.ts'

export const copyGuardsOut = 'copy (select last_index, key from work_guard order by last_index) to stdout (format binary)'

/** int16 2 | int32 8, int64 last_index | int32 16, key */
const rowBytes = 34

/** Keys that wait for the fact which is their last: beyond this many it is the table that is lost, and not some keys. */
const longestWaiting = 1_000_000

/**
 * Holds the guards against the keys in the envelopes, both in the order of the log. A key that is not the last of its fact must come again later.
 * What is kept meanwhile is only those keys, not all that there are.
 */
export class GuardWalk {
  readonly #rows: CopyRows
  readonly #findings: Findings
  readonly #checked: Checked
  /** Key → the fact that had it last. */
  readonly #waiting = new Map<string, number>()
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #end = 0
  #isDone = false

  constructor(stream: Readable, findings: Findings, checked: Checked) {
    this.#rows = new CopyRows(stream, true)
    this.#findings = findings
    this.#checked = checked
  }

  /** Whether all guards whose last fact is `index` or before are in memory. */
  isReady(index: number): boolean {
    if (this.#isDone) return true
    const last = this.#end - rowBytes
    return last >= this.#at && readIndex(this.#bytes, last + 6) > index
  }

  async load(index: number): Promise<void> {
    while (!this.isReady(index)) {
      const chunk = await this.#rows.next()
      if (chunk === undefined) {
        this.#isDone = true
        return
      }
      const left = this.#bytes.subarray(this.#at, this.#end)
      this.#bytes = Buffer.concat([left, chunk.bytes.subarray(0, chunk.end)])
      this.#end = this.#bytes.length
      this.#at = 0
    }
  }

  /** Ends the reading, however far it has got. */
  close(): Promise<void> {
    return this.#rows.drain()
  }

  /** @param text the envelope. @param from, to its guards, between the brackets: `"…32…","…32…"`. */
  fact(index: number, text: string, from: number, to: number): void {
    this.#skipTo(index)
    if (this.#isOnlyOne(index, text, from, to)) return
    for (let at = from + 1; at + 32 < to; at += 35) this.#waiting.set(text.slice(at, at + 32), index)
    while (this.#at < this.#end && readIndex(this.#bytes, this.#at + 6) === index) {
      const key = this.#bytes.toString('hex', this.#at + 18, this.#at + rowBytes)
      if (this.#waiting.get(key) === index) this.#waiting.delete(key)
      else this.#findings.add('guard-unexpected', index, index + 1, { key })
      this.#checked.guards += 1
      this.#at += rowBytes
    }
    if (this.#waiting.size > longestWaiting) this.#giveUp()
  }

  /** By far most facts have one key, of which they are the last. */
  #isOnlyOne(index: number, text: string, from: number, to: number): boolean {
    const at = this.#at
    if (to - from !== 34 || this.#waiting.size > 0 || at >= this.#end || readIndex(this.#bytes, at + 6) !== index) return false
    if (!text.startsWith(this.#bytes.toString('hex', at + 18, at + rowBytes), from + 1)) return false
    this.#checked.guards += 1
    this.#at += rowBytes
    return true
  }

  /** Guards that name a fact which is not there, or more guards than the fact before has keys. */
  #skipTo(index: number): void {
    while (this.#at < this.#end) {
      const last = readIndex(this.#bytes, this.#at + 6)
      if (last >= index) return
      this.#findings.add('guard-unexpected', Math.max(0, last), Math.max(0, last) + 1, {
        key: this.#bytes.toString('hex', this.#at + 18, this.#at + rowBytes),
      })
      this.#at += rowBytes
    }
  }

  #giveUp(): void {
    for (const index of this.#waiting.values()) this.#findings.add('guard-missing', index)
    this.#waiting.clear()
  }

  async finish(): Promise<void> {
    do {
      this.#skipTo(Number.POSITIVE_INFINITY)
      await this.load(Number.POSITIVE_INFINITY)
    } while (this.#at < this.#end)
    for (const [key, index] of this.#waiting) this.#findings.add('guard-missing', index, index + 1, { key })
  }
}
