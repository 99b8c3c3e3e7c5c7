import { type Result, refuse, succeed } from '@proofline/problems'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import { assertCount, isCount } from './count.ts'
import { concatBytes, encodeText } from './encoding.ts'
import { LedgerError } from './error.ts'
import { isHash } from './hash.ts'
import { type SignatureType, signatureTypes } from './key.ts'
import type { NoteSignature, Signer } from './note.ts'

const clause = 'C2SP tlog-cosignature, Format'
const timeBytes = 8

/** `time` in seconds since 1970; 0 where an ML-DSA-44 cosigner states no time. `signature`: 64 bytes (Ed25519) or 2,420 (ML-DSA-44). */
export type TimedSignature = { readonly time: number; readonly signature: Uint8Array }

export type CosignatureType = Exclude<SignatureType, typeof signatureTypes.ed25519>

/** Reads the `timestamped_signature` behind a key id. Problems: `cosignature-length`, `cosignature-time` (above 2^53 − 1 seconds). */
export function parseTimedSignature(bytes: Uint8Array): Result<TimedSignature> {
  const length = bytes.length - timeBytes
  if (length !== 64 && length !== 2420) return refuse({ code: 'cosignature-length', at: '', params: { actual: bytes.length }, clause })
  const time = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
  if (!isCount(time)) return refuse({ code: 'cosignature-time', at: '', clause })
  return succeed({ time, signature: bytes.subarray(timeBytes) })
}

/** What an Ed25519 cosigner (type 0x04) signs. `text` is the whole checkpoint text, `time` in seconds since 1970. */
export function formatEd25519Cosigned(text: string, time: number): Uint8Array {
  assertCount(time, 'time')
  return encodeText(`cosignature/v1\ntime ${time}\n${text}`)
}

/** A subtree [start, end) of the log `origin` as an ML-DSA-44 cosigner states it; of a checkpoint: 0, its size, its root. */
export type SubtreeStatement = {
  readonly cosigner: string
  readonly time: number
  readonly origin: string
  readonly start: number
  readonly end: number
  readonly hash: Uint8Array
}

/**
 * What an ML-DSA-44 cosigner (type 0x06) signs: a `cosigned_message`. Throws LedgerError where a name is empty or above 255 bytes, or where a
 * subtree that does not begin at 0 has a time.
 */
export function formatSubtreeCosigned({ cosigner, time, origin, start, end, hash }: SubtreeStatement): Uint8Array {
  for (const [name, value] of Object.entries({ time, start, end })) assertCount(value, name)
  if (start > end || (start !== 0 && time !== 0))
    throw new LedgerError('count-out-of-range', 'A subtree [start, end) has a time only from 0 on')
  if (!isHash(hash)) throw new LedgerError('hash-length', 'The hash of a subtree has 32 bytes')
  return concatBytes(encodeText('subtree/v1\n\0'), opaque(cosigner), uint64(time), opaque(origin), uint64(start), uint64(end), hash)
}

function opaque(text: string): Uint8Array {
  const bytes = encodeText(text)
  if (bytes.length < 1 || bytes.length > 255) throw new LedgerError('text-not-allowed', 'A cosigned name has 1 to 255 bytes of UTF-8')
  return concatBytes(Uint8Array.of(bytes.length), bytes)
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(timeBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

const fitsOpaque = (text: string): boolean => text.length > 0 && encodeText(text).length <= 255

/** The message that a cosigner signs for a checkpoint, undefined where this text or name cannot be cosigned by that type. */
export function formatCosigned(type: CosignatureType, cosigner: string, text: string, time: number): Uint8Array | undefined {
  const checkpoint = parseCheckpoint(text)
  if (!checkpoint.ok) return undefined
  if (type === signatureTypes.ed25519Cosignature) return formatEd25519Cosigned(text, time)
  const { origin, size, root }: Checkpoint = checkpoint.value
  if (!fitsOpaque(origin) || !fitsOpaque(cosigner)) return undefined
  return formatSubtreeCosigned({ cosigner, time, origin, start: 0, end: size, hash: root })
}

export type Cosigner = Signer & { readonly type: CosignatureType }

/**
 * A witness's cosignature over a checkpoint's text at `time` (seconds since 1970). That the checkpoint is consistent with all that was cosigned
 * before is the caller's to know. Throws LedgerError `text-not-allowed` where the text is no checkpoint, `signature-length` where the signer
 * gives another length than its type has.
 */
export async function cosignCheckpoint(text: string, { name, keyId, type, sign }: Cosigner, time: number): Promise<NoteSignature> {
  const message = formatCosigned(type, name, text, time)
  if (message === undefined)
    throw new LedgerError('text-not-allowed', 'Only the text of a checkpoint can be cosigned, by names of 1 to 255 bytes')
  const signature = await sign(message)
  const expected = type === signatureTypes.ed25519Cosignature ? 64 : 2420
  if (signature.length !== expected) throw new LedgerError('signature-length', `The signer gave ${signature.length} bytes, not ${expected}`)
  return { name, keyId, signature: concatBytes(uint64(time), signature) }
}
