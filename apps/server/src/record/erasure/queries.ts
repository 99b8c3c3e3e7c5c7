import { sql, type Transaction } from '../../platform/database/index.ts'
import { guardKey, parseEnvelope } from '../facts/index.ts'
import { selectFactsAt, selectGuards, selectIndexesByEventHash } from '../ledger/index.ts'

/** Of these facts, those without a body, each with the fact that orders its erasure; `undefined` where there is none: then the record is damaged. */
export async function selectErasures(transaction: Transaction, indexes: readonly number[]): Promise<Map<number, number | undefined>> {
  const rows = await transaction.query<{ index: number }>(
    sql`select index from record_fact where index = any(${`{${indexes.join(',')}}`}::bigint[]) and body is null order by index`,
  )
  const keys = rows.map(({ index }) => guardKey('erased', String(index)))
  const orders = await selectGuards(transaction, keys)
  return new Map(rows.map(({ index }, at) => [index, orders.get(keys[at] ?? guardKey(''))]))
}

/** What somebody who is to decide on an erasure looks at: never the body. */
export type ErasureTarget = {
  readonly index: number
  /** Hexadecimal */
  readonly commitment: string
  readonly kind: string
  readonly subject: string
  readonly source: string
  readonly reference: string
  readonly recordedAt: string
  readonly isErased: boolean
  /** Other facts with the same CBV event hash and a body: they say the same, and stay unless they are named as well. */
  readonly sayTheSame: readonly number[]
}

/** In order of the index; facts that are not there are left out. */
export async function selectErasureTargets(transaction: Transaction, indexes: readonly number[]): Promise<ErasureTarget[]> {
  const targets: ErasureTarget[] = []
  for (const { index, commitment, envelopeBytes, body, eventHash } of await selectFactsAt(transaction, indexes)) {
    const envelope = parseEnvelope(envelopeBytes)
    const { kind, subject, recordedAt, source } = envelope.ok ? envelope.value : unreadable
    const same = eventHash === null ? [] : await selectIndexesByEventHash(transaction, eventHash)
    const others = await selectFactsAt(
      transaction,
      same.filter((other) => other !== index),
    )
    targets.push({
      index,
      commitment: commitment.toString('hex'),
      kind,
      subject,
      source: source.system,
      reference: source.reference,
      recordedAt,
      isErased: body === null,
      sayTheSame: others.filter((other) => other.body !== null).map((other) => other.index),
    })
  }
  return targets
}

const unreadable = { kind: '', subject: '', recordedAt: '', source: { system: '', reference: '' } } as const
