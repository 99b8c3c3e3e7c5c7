import {
  createNoteVerifier,
  formatAddCheckpoint,
  formatSignatureLine,
  type NoteVerifier,
  parseAddCheckpointResponse,
  parseVerifierKey,
  verifyCosignatures,
} from '@proofline/ledger'
import type { Database, Organisation } from '../../platform/database/index.ts'
import { ProoflineError } from '../../platform/errors/index.ts'
import type { Instant } from '../facts/index.ts'
import { proveConsistency } from '../tree/index.ts'
import type { SignedCheckpoint } from './model.ts'
import { insertCosignature, selectLastCosignedSize } from './store.ts'

/** Somebody outside who remembers our last checkpoint and signs a next one only if it continues that (C2SP tlog-witness). */
export type Witness = {
  readonly name: string
  readonly verifiers: readonly NoteVerifier[]
  /** POST <submission prefix>/add-checkpoint. Rejects where there is no answer. */
  readonly addCheckpoint: (body: string) => Promise<{ readonly status: number; readonly body: string }>
}

export type WitnessErrorCode =
  | 'witness-key-malformed'
  | 'witness-refused'
  | 'witness-ahead'
  | 'witness-answer-malformed'
  | 'witness-answer-too-large'

/** A witness did not cosign. `witness-ahead`: it has seen a longer log than ours is. Nothing waits for a witness; it is told, and tried again. */
export class WitnessError extends ProoflineError<WitnessErrorCode> {}

const longestAnswer = 64 * 1024

/** @param url the submission prefix. @param keys verifier keys (C2SP signed-note vkeys, types 0x04 and 0x06). Throws `witness-key-malformed`. */
export function httpWitness(options: { readonly url: string; readonly keys: readonly string[]; readonly timeoutMs?: number }): Witness {
  const { url, keys, timeoutMs = 10_000 } = options
  const parsed = keys.map((text) => {
    const key = parseVerifierKey(text)
    if (!key.ok) throw new WitnessError('witness-key-malformed', `not a witness's key: ${text.slice(0, 100)}`, { params: { url } })
    return key.value
  })
  const [first] = parsed
  if (first === undefined) throw new WitnessError('witness-key-malformed', `the witness at ${url} has no key`, { params: { url } })
  return {
    name: first.name,
    verifiers: parsed.map((key) => createNoteVerifier(key)),
    addCheckpoint: async (body) => {
      const answer = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      })
      return { status: answer.status, body: await readBounded(answer, url) }
    },
  }
}

async function readBounded(answer: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of answer.body ?? []) {
    length += chunk.length
    if (length > longestAnswer)
      throw new WitnessError('witness-answer-too-large', `the witness at ${url} does not stop answering`, { params: { url } })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

export type WitnessingContext = {
  readonly database: Database
  readonly organisation: Organisation
  readonly witnesses: readonly Witness[]
  readonly now: () => Instant
  /** At most one checkpoint in this time is sent out. */
  readonly everyMs?: number
  readonly onTrouble: (error: unknown) => void
}

/** Shows published checkpoints to witnesses, the newest first, at most one a second, behind everybody's back: no append waits for it. */
export class Witnessing {
  readonly #context: WitnessingContext
  readonly #everyMs: number
  #next: SignedCheckpoint | undefined
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #last = Number.NEGATIVE_INFINITY
  #closed = false

  constructor(context: WitnessingContext) {
    this.#context = context
    this.#everyMs = context.everyMs ?? 1000
  }

  /** A checkpoint that everybody may see from now on. */
  published(checkpoint: SignedCheckpoint): void {
    if (this.#closed || this.#context.witnesses.length === 0) return
    this.#next = checkpoint
    this.#schedule()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#running
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#running !== undefined || this.#closed) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#running = this.#round().finally(() => {
          this.#running = undefined
          if (this.#next !== undefined) this.#schedule()
        })
      },
      Math.max(0, this.#last + this.#everyMs - performance.now()),
    )
    this.#timer.unref()
  }

  async #round(): Promise<void> {
    const checkpoint = this.#next
    this.#next = undefined
    this.#last = performance.now()
    if (checkpoint === undefined) return
    await Promise.all(this.#context.witnesses.map((witness) => this.#show(witness, checkpoint)))
  }

  /** Never rejects: what goes wrong is told, and the next checkpoint is the next attempt. */
  async #show(witness: Witness, checkpoint: SignedCheckpoint): Promise<void> {
    const { database, organisation, onTrouble } = this.#context
    try {
      const known = await database.transaction(
        organisation,
        (transaction) => selectLastCosignedSize(transaction, witness.name, checkpoint.origin),
        { readOnly: true },
      )
      const size = known < checkpoint.size ? await this.#cosign(witness, checkpoint, known) : undefined
      // The witness knew another size than we thought: once more, from there.
      if (size !== undefined && size <= checkpoint.size) await this.#cosign(witness, checkpoint, size, true)
    } catch (error) {
      onTrouble(error)
    }
  }

  /** @returns the size that the witness knows instead, where it is not `oldSize`. */
  async #cosign(witness: Witness, checkpoint: SignedCheckpoint, oldSize: number, isSecond = false): Promise<number | undefined> {
    const { database, organisation, now } = this.#context
    const { size, note, origin } = checkpoint
    const proof = await database.transaction(organisation, (transaction) => proveConsistency(transaction, oldSize, size), {
      readOnly: true,
    })
    const { status, body } = await witness.addCheckpoint(formatAddCheckpoint({ oldSize, proof, checkpoint: note }))
    const answer = parseAddCheckpointResponse(status, body)
    const params = { witness: witness.name, size }
    if (!answer.ok) throw new WitnessError('witness-answer-malformed', `${witness.name} gave an answer that is none`, { params })
    if (answer.value.kind === 'refused' || (answer.value.kind === 'conflict' && isSecond)) {
      throw new WitnessError('witness-refused', `${witness.name} refused the checkpoint of ${size} facts of ${origin} with ${status}`, {
        params: { ...params, status },
      })
    }
    if (answer.value.kind === 'conflict') {
      if (answer.value.size <= size) return answer.value.size
      throw new WitnessError('witness-ahead', `${witness.name} has seen ${answer.value.size} facts of ${origin}, which has ${size}`, {
        params,
      })
    }
    const text = note.slice(0, note.indexOf('\n\n') + 1)
    const cosignatures = verifyCosignatures(text, answer.value.signatures, witness.verifiers)
    if (!cosignatures.ok)
      throw new WitnessError('witness-answer-malformed', `${witness.name} gave a cosignature that does not hold`, { params })
    const line = cosignatures.value.map((signature) => formatSignatureLine(signature)).join('')
    await database.transaction(organisation, (transaction) =>
      insertCosignature(transaction, { size, witness: witness.name, line, receivedAt: now() }),
    )
    return undefined
  }
}
