import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { sql } from '../../platform/database/index.ts'
import { guardKey, parseEnvelope, type Source } from '../facts/index.ts'
import type { Ledger, Receipt } from '../ledger/index.ts'
import { type ErasureOrder, parseErasureOrder, verifyErasureOrder } from './model.ts'

export type EraseInput = {
  readonly order: ErasureOrder
  /** The keys that may decide, from the configuration: 32 bytes each, hexadecimal. */
  readonly keys: readonly string[]
  readonly actor: string
  readonly source: Source
  /** The order stands in the log, and the body is still there. */
  readonly onOrdered?: (index: number) => void | Promise<void>
}

/**
 * Erases the body of a fact: first the twice signed order is appended, then the eraser's procedure removes body and salt. After a crash between
 * the two, the same call removes what the order names and appends nothing. Copies outside the record (raw documents) are their bands' to remove.
 * Problems: those of the order and its signatures, `erasure-commitment` (the order is about another fact), `erasure-kind` (facts about the log itself
 * are never erased), `erasure-unknown`.
 */
export async function eraseBody(ledger: Ledger, { order, keys, actor, source, onOrdered }: EraseInput): Promise<Result<Receipt>> {
  const checked = await checkErasure(ledger, order, keys)
  if (!checked.ok) return checked
  const { index } = order
  const outcome = await ledger.append({
    facts: [
      {
        kind: 'erased/1',
        actor,
        source,
        subject: `urn:proofline:fact:${index}`,
        body: Buffer.from(JSON.stringify({ index, commitment: order.commitment, reason: order.reason, signatures: order.signatures })),
        once: guardKey('erased', String(index)),
      },
    ],
  })
  const [receipt] = outcome.outcome === 'refused' ? [] : outcome.receipts
  if (receipt === undefined) return refuse({ code: 'erasure-unknown', at: '/index', params: { index } })
  await onOrdered?.(receipt.index)
  await ledger.database.transaction(ledger.organisation, (transaction) =>
    transaction.execute(sql`call record_erase(${index}, ${receipt.index})`),
  )
  return succeed(receipt)
}

/** Whether the order would be carried out; changes nothing. Problems: those of `eraseBody`. */
export async function checkErasure(ledger: Ledger, order: ErasureOrder, keys: readonly string[]): Promise<Result<ErasureOrder>> {
  const parsed = parseErasureOrder(JSON.stringify(order))
  if (!parsed.ok) return parsed
  const signed = verifyErasureOrder(parsed.value, keys)
  if (!signed.ok) return signed
  const problems = await problemsOfTarget(ledger, parsed.value)
  return problems.length > 0 ? { ok: false, problems } : parsed
}

async function problemsOfTarget(ledger: Ledger, { index, commitment }: ErasureOrder): Promise<Problem[]> {
  const fact = await ledger.readFact(index)
  if (fact === undefined) return [{ code: 'erasure-unknown', at: '/index', params: { index } }]
  const envelope = parseEnvelope(fact.envelopeBytes)
  const kind = envelope.ok ? envelope.value.kind : ''
  const problems: Problem[] = []
  if (fact.commitment.toString('hex') !== commitment) problems.push({ code: 'erasure-commitment', at: '/commitment', params: { index } })
  if (kind === 'erased/1' || kind === 'log-restored/1') problems.push({ code: 'erasure-kind', at: '/index', params: { index } })
  return problems
}
