import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The value of `GS1-Signature` (EPCIS 2.0 leaves its form to the implementation): `t=SECONDS,v1=HEX`, where HEX is HMAC-SHA-256, with the
 * subscriber's `signatureToken` as UTF-8 for its key, over `SECONDS`, a full stop and the bytes of the body. SECONDS is the time of sending since
 * 1970: a receiver that refuses what is older than some minutes cannot be played an old delivery again.
 */
export function formatSignature(token: string, body: Uint8Array, sentAtMs: number): string {
  const seconds = Math.floor(sentAtMs / 1_000)
  return `t=${seconds},v1=${digestOf(token, seconds, body)}`
}

const digestOf = (token: string, seconds: number, body: Uint8Array): string =>
  createHmac('sha256', Buffer.from(token, 'utf8')).update(`${seconds}.`, 'utf8').update(body).digest('hex')

/** What a receiver does. @param toleranceMs how far the times of sending and receiving may be apart. */
export function verifySignature(value: string, token: string, body: Uint8Array, receivedAtMs: number, toleranceMs = 300_000): boolean {
  const [, time = '', hex = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(value) ?? []
  if (hex === '' || Math.abs(Number(time) * 1_000 - receivedAtMs) > toleranceMs) return false
  return timingSafeEqual(Buffer.from(hex, 'hex'), Buffer.from(digestOf(token, Number(time), body), 'hex'))
}
