import { checkEd25519, type SignatureChecks } from '@proofline/ledger'
import { atPath, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { decodeText, encodeText, formatHex, isCount, isHex, isObject, parseHex, parseJson } from './encoding.ts'
import type { BundleFact } from './fact.ts'
import { paths } from './paths.ts'

const clause = 'Evidence bundle §4.3'

export const erasingKind = 'erased/1'

/** What the body of an `erased/1` fact says. */
export type ErasureOrder = {
  readonly index: number
  readonly commitment: string
  readonly reason: string
  readonly signatures: readonly { readonly key: string; readonly signature: string }[]
}

const mostSignatures = 16

export function parseErasureOrder(bytes: Uint8Array): ErasureOrder | undefined {
  const text = decodeText(bytes)
  const value = text === undefined ? undefined : parseJson(text)
  if (!isObject(value)) return undefined
  const { index, commitment, reason, signatures } = value
  if (!isCount(index) || !isHex(commitment, 32) || typeof reason !== 'string' || !reason.isWellFormed()) return undefined
  if (!Array.isArray(signatures) || signatures.length > mostSignatures) return undefined
  if (!signatures.every((one) => isObject(one) && isHex(one.key, 32) && isHex(one.signature, 64))) return undefined
  return { index, commitment, reason, signatures }
}

/** What is signed, one line each. */
const statement = ({ index, commitment, reason }: ErasureOrder): Uint8Array =>
  encodeText(`proofline erasure v1\n${index}\n${commitment}\n${JSON.stringify(reason)}\n`)

export type Erased = { readonly fact: BundleFact; readonly line: number; readonly by: number }

/**
 * That a body is missing because two people decided it: the erasing fact stands behind the erased one in the same bundle, names it, and two
 * different keys have signed that. `keys`: those that may decide, hexadecimal; where the caller knows none, any two. Problems, at the erased
 * fact's line: `erasing-fact-missing`, `erasing-fact-unreadable` (no order in it, or not shown), `erasure-other-fact`, `erasure-unsigned`.
 */
export function verifyErasure(
  { fact, line, by }: Erased,
  erasing: { readonly fact: BundleFact; readonly kind: string } | undefined,
  keys: readonly string[] | undefined,
  checks: SignatureChecks,
): Result<ErasureOrder> {
  const problem = (code: ErasureCode): Problem => ({
    code,
    at: atPath('', paths.facts, line, 'erasedBy'),
    params: { index: fact.index, by },
    clause,
  })
  if (erasing === undefined || by <= fact.index) return refuse(problem('erasing-fact-missing'))
  const { body } = erasing.fact
  const order = erasing.kind === erasingKind && body.state === 'present' ? parseErasureOrder(body.bytes) : undefined
  if (order === undefined) return refuse(problem('erasing-fact-unreadable'))
  if (order.index !== fact.index || order.commitment !== formatHex(fact.commitment)) return refuse(problem('erasure-other-fact'))
  const check = checks.ed25519 ?? checkEd25519
  const signed = statement(order)
  const signers = new Set<string>()
  for (const { key, signature } of order.signatures) {
    if (keys !== undefined && !keys.includes(key)) continue
    if (check(parseHex(key), signed, parseHex(signature))) signers.add(key)
  }
  return signers.size < 2 ? refuse(problem('erasure-unsigned')) : succeed(order)
}

type ErasureCode = 'erasing-fact-missing' | 'erasing-fact-unreadable' | 'erasure-other-fact' | 'erasure-unsigned'
