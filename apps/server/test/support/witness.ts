import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  cosignCheckpoint,
  createNoteVerifier,
  createVerifierKey,
  decideAddCheckpoint,
  formatCosignatures,
  formatVerifierKey,
  formatWitnessSize,
  type NoteVerifier,
  signatureTypes,
  type VerifierKey,
  type WitnessedLog,
  witnessSizeContentType,
} from '@proofline/ledger'

export type TestWitness = {
  readonly url: string
  /** Its verifier key, as a configuration names it. */
  readonly key: string
  readonly verifier: NoteVerifier
  /** What it cosigned last of an origin. */
  sizeOf(origin: string): number
  /** Statuses of its answers, in order. */
  readonly answers: number[]
  /** From now on every answer is this one; undefined: honest again. */
  pretend(answer: { readonly status: number; readonly body: string } | undefined): void
  forget(origin: string): void
  close(): Promise<void>
}

/** A witness (C2SP tlog-witness) on a port of its own, which verifies what it cosigns. Its memory is its process. */
export async function startTestWitness(name: string, logs: readonly VerifierKey[]): Promise<TestWitness> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const publicKey = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '', 'base64url')
  const key = createVerifierKey(name, signatureTypes.ed25519Cosignature, publicKey)
  const cosigner = {
    name,
    keyId: key.keyId,
    type: signatureTypes.ed25519Cosignature,
    sign: (message: Uint8Array) => sign(null, message, privateKey),
  }
  const known = new Map<string, WitnessedLog>(logs.map((log) => [log.name, { verifiers: [createNoteVerifier(log)], size: 0 }]))
  const answers: number[] = []
  let pretended: { readonly status: number; readonly body: string } | undefined

  const plain = 'text/plain; charset=utf-8'
  const answer = async (body: string): Promise<{ status: number; body: string; type: string }> => {
    if (pretended !== undefined) return { ...pretended, type: plain }
    const decision = decideAddCheckpoint(body, (origin) => known.get(origin))
    if (decision.status === 409) return { status: 409, body: formatWitnessSize(decision.size), type: witnessSizeContentType }
    if (decision.status !== 200) return { status: decision.status, body: '', type: plain }
    const { origin, size, root } = decision.checkpoint
    known.set(origin, { verifiers: known.get(origin)?.verifiers ?? [], size, root })
    return {
      status: 200,
      body: formatCosignatures([await cosignCheckpoint(decision.text, cosigner, Math.floor(Date.now() / 1000))]),
      type: plain,
    }
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const isRoute = request.method === 'POST' && request.url === '/add-checkpoint'
      const answered = isRoute ? answer(Buffer.concat(chunks).toString('utf8')) : Promise.resolve({ status: 404, body: '', type: plain })
      answered.then(
        ({ status, body, type }) => {
          answers.push(status)
          response.writeHead(status, { 'content-type': type }).end(body)
        },
        (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key: formatVerifierKey(key),
    verifier: createNoteVerifier(key),
    answers,
    sizeOf: (origin) => known.get(origin)?.size ?? 0,
    pretend: (next) => {
      pretended = next
    },
    forget: (origin) => {
      const log = known.get(origin)
      if (log !== undefined) known.set(origin, { verifiers: log.verifiers, size: 0 })
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
