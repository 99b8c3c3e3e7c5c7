import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { createNoteVerifier, type KnownLog, parseVerifierKey, verifyCheckpoint } from '@proofline/ledger'
import type { Installation } from './installation.ts'

export type KeptNote = { readonly size: number; readonly root: Uint8Array; readonly note: string }

/**
 * Every checkpoint that the log ever handed out, kept by somebody who does not forget and believes nothing: signatures are verified in plain
 * JavaScript with the key that the first start published.
 */
export class Notes {
  readonly #bySize = new Map<number, KeptNote>()
  #log: KnownLog | undefined
  #verifierKey = ''
  #largest = 0
  /** Answers with a note in them, the same ones counted again. */
  seen = 0

  get all(): readonly KeptNote[] {
    return [...this.#bySize.values()]
  }

  get largest(): number {
    return this.#largest
  }

  get origin(): string {
    return this.#log?.origin ?? ''
  }

  /** After every start. */
  async meet(installation: Installation): Promise<void> {
    this.trust((await installation.get('/log/verifier-key')).toString().trim())
  }

  /** @param text a C2SP verifier key: the first one is believed, and no other after it. */
  trust(text: string): void {
    if (this.#log !== undefined) {
      assert.equal(text, this.#verifierKey, 'the log has the key that it had')
      return
    }
    const key = parseVerifierKey(text)
    assert.ok(key.ok, text)
    this.#verifierKey = text
    this.#log = { origin: key.value.name, verifiers: [createNoteVerifier(key.value)] }
  }

  /** @param floor `largest` when the question was asked: an answer that was asked for later is not smaller. */
  take(note: string, floor: number): KeptNote {
    assert.ok(this.#log !== undefined)
    this.seen += 1
    const size = Number(note.split('\n', 2)[1])
    const known = this.#bySize.get(size)
    assert.ok(size >= floor, `the served size fell from ${floor} to ${size}`)
    if (known !== undefined) {
      assert.equal(note, known.note, `one size, two notes: ${size}`)
      return known
    }
    const verified = verifyCheckpoint(note, [this.#log])
    assert.ok(verified.ok, `a note that does not verify: ${JSON.stringify(verified)}\n${note}`)
    const kept = { size, root: verified.value.checkpoint.root, note }
    this.#bySize.set(size, kept)
    this.#largest = Math.max(this.#largest, size)
    return kept
  }

  async ask(installation: Installation): Promise<KeptNote> {
    const floor = this.#largest
    return this.take((await installation.get('/log/checkpoint')).toString(), floor)
  }

  /** Asks again and again until told to stop; a server that is gone in between is no failure, a note that does not fit is. */
  async watch(installation: Installation, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const floor = this.#largest
      const note = await readNote(installation)
      if (note !== undefined) this.take(note, floor)
      await sleep(note === undefined ? 50 : 8)
    }
  }
}

async function readNote(installation: Installation): Promise<string | undefined> {
  try {
    const response = await installation.fetch('/log/checkpoint')
    const text = await response.text()
    if (response.status === 503) return undefined
    assert.equal(response.status, 200, text)
    return text
  } catch (error) {
    if (error instanceof TypeError) return undefined // What fetch says of a lost connection.
    throw error
  }
}
