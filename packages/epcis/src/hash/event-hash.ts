import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import type { JsonObject } from '../json/model.ts'
import { type HashContext, prehash } from './prehash.ts'

/** SHA-256 of bytes, 32 bytes; the default is portable, a host's own is faster. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

const encoder = new TextEncoder()
const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** `ni:///sha-256;<64 hex digits>?ver=CBV2.0` of a pre-hash string (CBV 2.0 §8.9.2, RFC 6920 §3). */
export function hashOfPrehash(text: string, sha256: Sha256 = nobleSha256): string {
  let hex = ''
  for (const byte of sha256(encoder.encode(text))) hex += hexPairs[byte]
  return `ni:///sha-256;${hex}?ver=CBV2.0`
}

/** The event hash ID of an event, by the arguments of `prehash`. */
export const eventHash = (event: JsonObject, context: HashContext, sha256?: Sha256, ignored?: ReadonlySet<string>): string =>
  hashOfPrehash(prehash(event, context, ignored), sha256)

const eventHashForm = /^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/
export const isEventHash = (text: string): boolean => eventHashForm.test(text)
