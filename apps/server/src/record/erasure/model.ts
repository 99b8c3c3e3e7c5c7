import { verify } from 'node:crypto'
import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { publicKeyOf } from '../checkpoints/index.ts'

/** A signature over `erasureStatement`, by one of the Ed25519 keys that the configuration lists. Hexadecimal. */
export type ErasureSignature = { readonly key: string; readonly signature: string }

/** The body of an `erased/1` fact: which body goes, why, and who decided it: two of those who may. */
export type ErasureOrder = {
  readonly index: number
  /** Of the fact that loses its body, hexadecimal: the order cannot be turned to another. */
  readonly commitment: string
  readonly reason: string
  readonly signatures: readonly ErasureSignature[]
}

/** What is signed, one line each. */
export const erasureStatement = ({ index, commitment, reason }: Omit<ErasureOrder, 'signatures'>): string =>
  `proofline erasure v1\n${index}\n${commitment}\n${JSON.stringify(reason)}\n`

const isHex = (value: unknown, length: number): value is string =>
  typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value)

/** Reads the body of an `erased/1` fact. Problems: `erasure-field`, at the field. */
export function parseErasureOrder(text: string): Result<ErasureOrder> {
  return readErasureOrder(readJson(text), '')
}

function readErasureOrder(given: unknown, base: string): Result<ErasureOrder> {
  const value = given as Partial<Record<keyof ErasureOrder, unknown>> | null | undefined
  if (typeof value !== 'object' || value === null) return refuse({ code: 'erasure-field', at: base })
  const { index, commitment, reason, signatures } = value
  const problems: Problem[] = []
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0) problems.push({ code: 'erasure-field', at: `${base}/index` })
  if (!isHex(commitment, 64)) problems.push({ code: 'erasure-field', at: `${base}/commitment` })
  if (typeof reason !== 'string' || reason.trim() === '' || reason.length > 2000 || !reason.isWellFormed()) {
    problems.push({ code: 'erasure-field', at: `${base}/reason` })
  }
  const isList = Array.isArray(signatures) && signatures.length <= 16
  if (!isList || !signatures.every((one) => isHex(one?.key, 64) && isHex(one?.signature, 128))) {
    problems.push({ code: 'erasure-field', at: `${base}/signatures` })
  }
  return problems.length === 0 ? succeed(value as ErasureOrder) : { ok: false, problems }
}

/** Orders on their way from the first who signs to the second: a file. */
const requestForm = 'proofline-erasure/1'
const mostOrders = 1000

export const formatErasureRequest = (orders: readonly ErasureOrder[]): string =>
  `${JSON.stringify({ form: requestForm, orders }, null, 2)}\n`

/** Problems: `erasure-request-form`; those of each order, at `/orders/n`; `erasure-twice`. */
export function parseErasureRequest(text: string): Result<readonly ErasureOrder[]> {
  const value = readJson(text) as { form?: unknown; orders?: unknown } | null | undefined
  const list = typeof value === 'object' && value !== null && value.form === requestForm ? value.orders : undefined
  if (!Array.isArray(list) || list.length === 0 || list.length > mostOrders) return refuse({ code: 'erasure-request-form', at: '' })
  const read = list.map((one, at) => readErasureOrder(one, `/orders/${at}`))
  const orders = read.flatMap((one) => (one.ok ? [one.value] : []))
  const seen = new Set<number>()
  const twice = orders.filter(({ index }) => seen.size === seen.add(index).size)
  const problems = [
    ...read.flatMap((one) => (one.ok ? [] : one.problems)),
    ...twice.map(({ index }) => ({ code: 'erasure-twice', at: '/orders', params: { index } })),
  ]
  return problems.length === 0 ? succeed(orders) : { ok: false, problems }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * Whether two different keys of those that may decide have signed. Problems: `erasure-signature-invalid` (one by a listed key that does not hold),
 * `erasure-signatures-missing`.
 */
export function verifyErasureOrder(order: ErasureOrder, keys: readonly string[]): Result<readonly string[]> {
  const statement = Buffer.from(erasureStatement(order), 'utf8')
  const signers = new Set<string>()
  for (const [at, { key, signature }] of order.signatures.entries()) {
    if (!keys.includes(key)) continue
    const holds = verify(null, statement, publicKeyOf(Buffer.from(key, 'hex')), Buffer.from(signature, 'hex'))
    if (!holds) return refuse({ code: 'erasure-signature-invalid', at: `/signatures/${at}` })
    signers.add(key)
  }
  if (signers.size < 2)
    return refuse({ code: 'erasure-signatures-missing', at: '/signatures', params: { needed: 2, actual: signers.size } })
  return succeed([...signers])
}
