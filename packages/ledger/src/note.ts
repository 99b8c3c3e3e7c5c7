import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { concatBytes, decodeBase64, decodeText, encodeBase64, encodeText, hasControlCharacter } from './encoding.ts'
import { LedgerError } from './error.ts'
import { isKeyName } from './key.ts'

const clause = 'C2SP signed-note, Format'

/** Longer ones are refused unread. 100 ML-DSA-44 signatures fit. */
export const maxNoteBytes = 1_000_000
export const maxNoteSignatures = 100

/** One signature line. `signature` is what follows the key id: for cosignatures it begins with the time. */
export type NoteSignature = { readonly name: string; readonly keyId: number; readonly signature: Uint8Array }

/** A signed note as read. Nothing in it is to be believed before `verifyNote`. `text` ends in a newline. */
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }

/**
 * Reads a signed note, exactly as C2SP signed-note lays it down. Problems: `note-too-large`, `note-encoding` (not UTF-8),
 * `note-control-character`, `note-unsigned` (no blank line with signatures after it), `note-unterminated`, `note-too-many-signatures`,
 * `signature-line-malformed` (at `/signatures/n`).
 */
export function parseNote(input: Uint8Array | string): Result<Note> {
  if (input.length > maxNoteBytes) return refuse({ code: 'note-too-large', at: '', params: { max: maxNoteBytes }, clause })
  const whole = decodeText(input)
  if (whole === undefined) return refuse({ code: 'note-encoding', at: '', clause })
  const problems: Problem[] = []
  if (hasControlCharacter(whole)) problems.push({ code: 'note-control-character', at: '', clause })
  if (!whole.endsWith('\n')) problems.push({ code: 'note-unterminated', at: '', clause })
  const blank = whole.lastIndexOf('\n\n')
  if (blank < 0 || blank + 2 >= whole.length) problems.push({ code: 'note-unsigned', at: '', clause })
  if (problems.length > 0) return { ok: false, problems }
  const signatures = parseSignatureLines(whole.slice(blank + 2))
  return signatures.ok ? succeed({ text: whole.slice(0, blank + 1), signatures: signatures.value }) : signatures
}

/** Reads signature lines, each ending in a newline; at least one. Problems as `parseNote`. */
export function parseSignatureLines(text: string): Result<NoteSignature[]> {
  if (!text.endsWith('\n')) return refuse({ code: 'note-unterminated', at: '', clause })
  const lines = text.slice(0, -1).split('\n', maxNoteSignatures + 1)
  if (lines.length > maxNoteSignatures) {
    return refuse({ code: 'note-too-many-signatures', at: '/signatures', params: { max: maxNoteSignatures }, clause })
  }
  const problems: Problem[] = []
  const signatures: NoteSignature[] = []
  for (const [at, line] of lines.entries()) {
    const signature = parseSignatureLine(line)
    if (signature === undefined) problems.push({ code: 'signature-line-malformed', at: `/signatures/${at}`, clause })
    else signatures.push(signature)
  }
  return problems.length === 0 ? succeed(signatures) : { ok: false, problems }
}

function parseSignatureLine(line: string): NoteSignature | undefined {
  if (!line.startsWith('— ')) return undefined
  const space = line.indexOf(' ', 2)
  if (space < 0) return undefined
  const name = line.slice(2, space)
  const bytes = decodeBase64(line.slice(space + 1))
  if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return undefined
  return { name, keyId: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), signature: bytes.slice(4) }
}

/** The line with its newline. Throws LedgerError `text-not-allowed` where the name cannot be a key's. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  if (!isKeyName(name)) throw new LedgerError('text-not-allowed', `A key cannot be named ${JSON.stringify(name)}`)
  const id = new Uint8Array(4)
  new DataView(id.buffer).setUint32(0, keyId)
  return `— ${name} ${encodeBase64(concatBytes(id, signature))}\n`
}

/**
 * Text, blank line, signature lines. Throws LedgerError `text-not-allowed` unless the text ends in a newline and has no control character,
 * and where there are no signatures or more than 100.
 */
export function formatNote({ text, signatures }: Note): string {
  if (!text.endsWith('\n') || !text.isWellFormed() || hasControlCharacter(text)) {
    throw new LedgerError('text-not-allowed', 'The text of a note ends in a newline and has no control character')
  }
  if (signatures.length === 0 || signatures.length > maxNoteSignatures) {
    throw new LedgerError('text-not-allowed', `A note has 1 to ${maxNoteSignatures} signatures, not ${signatures.length}`)
  }
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`
}

/** A private key that stays with its owner (file, HSM, key service). `sign` is given the exact bytes to be signed. */
export type Signer = {
  readonly name: string
  readonly keyId: number
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** Signs a text (C2SP signed-note, Ed25519 signatures, type 0x01): the note, signed by each signer in turn. Fails as a signer fails. */
export async function signNote(text: string, signers: readonly Signer[]): Promise<string> {
  const message = encodeText(text)
  const signatures: NoteSignature[] = []
  for (const { name, keyId, sign } of signers) signatures.push({ name, keyId, signature: await sign(message) })
  return formatNote({ text, signatures })
}

/**
 * The same note with further signatures behind its own; a signature that it has already is not put twice. Throws LedgerError
 * `text-not-allowed` beyond 100 signatures.
 */
export function addSignatures(note: Note, signatures: readonly NoteSignature[]): Note {
  const lines = new Map<string, NoteSignature>()
  for (const signature of [...note.signatures, ...signatures]) lines.set(formatSignatureLine(signature), signature)
  const all = [...lines.values()]
  if (all.length > maxNoteSignatures) throw new LedgerError('text-not-allowed', `A note has at most ${maxNoteSignatures} signatures`)
  return { text: note.text, signatures: all }
}
