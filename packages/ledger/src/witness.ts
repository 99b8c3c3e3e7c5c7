import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { assertCount, parseCount } from './count.ts'
import { decodeText, encodeBase64 } from './encoding.ts'
import { LedgerError } from './error.ts'
import { isHash } from './hash.ts'
import { parseHashLines } from './hash-lines.ts'
import { formatSignatureLine, maxNoteBytes, type NoteSignature, parseSignatureLines } from './note.ts'

const clause = 'C2SP tlog-witness, add-checkpoint'

export const maxWitnessProofLines = 63

/** Content type of a 409 answer, which holds the size that the witness cosigned last. */
export const witnessSizeContentType = 'text/x.tlog.size'

/** `POST <submission prefix>/add-checkpoint`. `checkpoint` is the signed note, verbatim; the proof is one of consistency from `oldSize`. */
export type AddCheckpointRequest = { readonly oldSize: number; readonly proof: readonly Uint8Array[]; readonly checkpoint: string }

/** The request's body. Throws LedgerError where the size is no count, a hash has not 32 bytes, or there are more than 63. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpointRequest): string {
  assertCount(oldSize, 'oldSize')
  if (!proof.every(isHash)) throw new LedgerError('hash-length', 'A consistency proof consists of hashes of 32 bytes')
  if (proof.length > maxWitnessProofLines)
    throw new LedgerError('node-count', `A consistency proof has at most ${maxWitnessProofLines} hashes`)
  return `old ${oldSize}\n${proof.map((hash) => `${encodeBase64(hash)}\n`).join('')}\n${checkpoint}`
}

/**
 * Reads a request's body; its checkpoint stays unread. Problems: `request-too-large`, `request-encoding`, `request-old-size`, `proof-too-long`,
 * `proof-hash`, `request-checkpoint-missing`.
 */
export function parseAddCheckpoint(input: Uint8Array | string): Result<AddCheckpointRequest> {
  if (input.length > maxNoteBytes) return refuse({ code: 'request-too-large', at: '', params: { max: maxNoteBytes }, clause })
  const text = decodeText(input)
  if (text === undefined) return refuse({ code: 'request-encoding', at: '', clause })
  const blank = text.indexOf('\n\n')
  const checkpoint = blank < 0 ? '' : text.slice(blank + 2)
  const [first = '', ...lines] = text.slice(0, blank < 0 ? text.length : blank).split('\n')
  const problems: Problem[] = []
  const oldSize = first.startsWith('old ') ? parseCount(first.slice('old '.length)) : undefined
  if (oldSize === undefined) problems.push({ code: 'request-old-size', at: '/oldSize', clause })
  const proof = parseHashLines(lines, maxWitnessProofLines, clause)
  if (!proof.ok) problems.push(...proof.problems)
  if (checkpoint === '') problems.push({ code: 'request-checkpoint-missing', at: '/checkpoint', clause })
  if (oldSize === undefined || !proof.ok || problems.length > 0) return { ok: false, problems }
  return succeed({ oldSize, proof: proof.value, checkpoint })
}

/** What a witness answered: cosignatures, still unverified; the size that it knows (409); or that it refused, with its status and why. */
export type AddCheckpointResponse =
  | { readonly kind: 'cosigned'; readonly signatures: readonly NoteSignature[] }
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'refused'; readonly status: number }

/**
 * Reads an answer by its HTTP status and body. Problems: `response-size` (409 without a size line), `response-too-large`, `response-encoding`,
 * and those of signature lines.
 */
export function parseAddCheckpointResponse(status: number, body: Uint8Array | string): Result<AddCheckpointResponse> {
  if (status !== 200 && status !== 409) return succeed({ kind: 'refused', status })
  if (body.length > maxNoteBytes) return refuse({ code: 'response-too-large', at: '', params: { max: maxNoteBytes }, clause })
  const text = decodeText(body)
  if (text === undefined) return refuse({ code: 'response-encoding', at: '', clause })
  if (status === 409) {
    const size = text.endsWith('\n') ? parseCount(text.slice(0, -1)) : undefined
    return size === undefined ? refuse({ code: 'response-size', at: '', clause }) : succeed({ kind: 'conflict', size })
  }
  const signatures = parseSignatureLines(text)
  return signatures.ok ? succeed({ kind: 'cosigned', signatures: signatures.value }) : signatures
}

/** The body of a 200 answer. */
export const formatCosignatures = (signatures: readonly NoteSignature[]): string => signatures.map(formatSignatureLine).join('')

/** The body of a 409 answer. */
export function formatWitnessSize(size: number): string {
  assertCount(size, 'size')
  return `${size}\n`
}
