import { hash, randomBytes } from 'node:crypto'
import { fromBER, Integer, Null, OctetString, Sequence } from 'asn1js'
import { AlgorithmIdentifier, MessageImprint, TimeStampReq, TimeStampResp } from 'pkijs'
import { TimestampError } from './error.ts'
import type { Authority } from './model.ts'

export const sha256Oid = '2.16.840.1.101.3.4.2.1'

/** What is stamped: SHA-256 of the signed note as it was handed out. */
export const imprintOf = (note: string): Buffer => hash('sha256', Buffer.from(note, 'utf8'), 'buffer')

export type TimestampRequest = { readonly bytes: Uint8Array; readonly nonce: Uint8Array }

/** A request (RFC 3161 §2.4.1) with a nonce of 64 random bits, asking for the authority's certificate. */
export function makeRequest(note: string, policy: string | undefined): TimestampRequest {
  const nonce = randomBytes(8)
  // A positive INTEGER in its shortest form, whatever the other bits are.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: sha256Oid, algorithmParams: new Null() }),
      hashedMessage: new OctetString({ valueHex: Uint8Array.from(imprintOf(note)).buffer }),
    }),
    nonce: new Integer({ valueHex: Uint8Array.from(nonce).buffer }),
    certReq: true,
    ...(policy !== undefined && { reqPolicy: policy }),
  })
  return { bytes: new Uint8Array(request.toSchema().toBER()), nonce }
}

const longestAnswer = 256 * 1024

/** Sends a request to an authority (RFC 3161 §3.4). @returns the token, unverified. @throws TimestampError */
export async function askAuthority(
  { name, url }: Authority,
  request: TimestampRequest,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Uint8Array> {
  const params = { authority: name }
  const answer = await fetch(url ?? '', {
    method: 'POST',
    body: Uint8Array.from(request.bytes),
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TimestampError('timestamp-unreachable', `${name} gave no answer: ${reason}`, { params: { ...params, reason }, cause: error })
  })
  const bytes = await readBounded(answer, name)
  if (answer.status !== 200) {
    throw new TimestampError('timestamp-refused', `${name} answered with ${answer.status}`, {
      params: { ...params, status: answer.status },
    })
  }
  return readToken(bytes, name)
}

async function readBounded(answer: Response, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of answer.body ?? []) {
      length += chunk.length
      if (length > longestAnswer) break
      chunks.push(chunk)
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TimestampError('timestamp-unreachable', `${name} stopped answering: ${reason}`, {
      params: { authority: name, reason },
      cause: error,
    })
  }
  if (length > longestAnswer)
    throw new TimestampError('timestamp-answer-too-large', `${name} does not stop answering`, { params: { authority: name } })
  return Buffer.concat(chunks)
}

/** PKIStatus granted, granted with modifications (RFC 3161 §2.4.2). */
const granted = [0, 1]

/** The token of a TimeStampResp (RFC 3161 §2.4.2), unverified. @throws TimestampError `timestamp-invalid`, `timestamp-refused` */
export function readToken(bytes: Uint8Array, name: string): Uint8Array {
  const answer = readAnswer(bytes)
  if (answer === undefined) {
    throw new TimestampError('timestamp-invalid', `${name} gave no time-stamp response`, {
      params: { authority: name, problem: 'timestamp-malformed' },
    })
  }
  if (!granted.includes(answer.status) || answer.token === undefined) {
    throw new TimestampError('timestamp-refused', `${name} refused with status ${answer.status}`, {
      params: { authority: name, status: answer.status },
    })
  }
  return answer.token
}

/** A TimeStampResp, its token byte for byte as it came; undefined where it is none, whatever the parser throws at it. */
function readAnswer(bytes: Uint8Array): { readonly status: number; readonly token: Uint8Array | undefined } | undefined {
  const buffer = Uint8Array.from(bytes).buffer
  try {
    const { result, offset } = fromBER(buffer)
    if (offset !== bytes.length || !(result instanceof Sequence)) return undefined
    const { status } = TimeStampResp.fromBER(buffer).status
    const token = result.valueBlock.value[1]
    return { status, token: token instanceof Sequence ? token.valueBeforeDecodeView.slice() : undefined }
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}
