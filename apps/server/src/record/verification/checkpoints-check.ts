import {
  formatVerifierKey,
  type NoteVerifier,
  parseNote,
  parseSignatureLines,
  parseVerifierKey,
  verifyCosignatures,
} from '@proofline/ledger'
import { sql, type Transaction } from '../../platform/database/index.ts'
import { logKey, logVerifier, type OriginRow, originOf, readCheckpoint, selectOrigins } from '../checkpoints/index.ts'
import type { Authority } from '../timestamps/index.ts'
import type { Checked, Findings, Notice } from './model.ts'
import type { SpecialFacts } from './special-facts.ts'
import { checkTimestamps } from './timestamps-check.ts'

export type TrustOptions = {
  /** The log's public key, 32 bytes: known from outside the database. Without it the database vouches for itself, and the report says so. */
  readonly publicKey?: Uint8Array
  /** Keys that signed for earlier origins, 32 bytes each. */
  readonly formerKeys?: readonly Uint8Array[]
  /** The checkpoint outside the database, as it was before the verification began. */
  readonly outsideNote?: string
  readonly witnesses?: readonly NoteVerifier[]
  /** Time-stamping authorities with their root certificates. */
  readonly authorities?: readonly Authority[]
}

type Origin = { readonly row: OriginRow; readonly verifier: NoteVerifier | undefined }

/** Origins, notes and the checkpoint outside, held against batch rows that the walk has proved. @returns the current origin. */
export async function checkCheckpoints(
  transaction: Transaction,
  options: TrustOptions,
  size: number,
  special: SpecialFacts,
  report: { findings: Findings; checked: Checked; notices: Notice[] },
): Promise<string | undefined> {
  const origins = await checkOrigins(transaction, options, special, report.findings)
  const current = origins.at(-1)
  const lastGood = await checkNotes(transaction, origins, options, report)
  await checkTimestamps(transaction, options.authorities ?? [], report)
  if (options.publicKey === undefined) report.notices.push({ code: 'key-not-given', params: {} })
  if (options.outsideNote === undefined) report.notices.push({ code: 'outside-not-checked', params: {} })
  else await checkOutside(transaction, current, options.outsideNote, { size, lastGood }, report.findings)
  return current?.row.origin
}

async function checkOrigins(transaction: Transaction, options: TrustOptions, special: SpecialFacts, findings: Findings): Promise<Origin[]> {
  const rows = await selectOrigins(transaction)
  const trusted = options.publicKey === undefined ? undefined : [options.publicKey, ...(options.formerKeys ?? [])]
  return rows.map((row, position) => {
    const restoration = special.restorations.get(row.origin)
    const isFirst = position === 0 && row.previous_checkpoint === null
    const isExplained = isFirst || (row.previous_checkpoint !== null && restoration?.previousCheckpoint === row.previous_checkpoint)
    if (!isExplained) findings.add('origin-unexplained', restoration?.index ?? 0, (restoration?.index ?? 0) + 1, { origin: row.origin })
    const key = parseVerifierKey(row.verifier_key)
    const isTrusted =
      key.ok && (trusted === undefined || trusted.some((one) => formatVerifierKey(logKey(row.origin, one)) === row.verifier_key))
    if (!isTrusted) findings.add('origin-untrusted', 0, 0, { origin: row.origin })
    const ofTrusted = trusted?.[0] === undefined ? undefined : logVerifier(logKey(row.origin, trusted[0]))
    return { row, verifier: isTrusted ? logVerifier(key.value) : ofTrusted }
  })
}

const notesInPage = 500

/** @returns the size of the last note that holds. */
async function checkNotes(
  transaction: Transaction,
  origins: readonly Origin[],
  { witnesses }: TrustOptions,
  { findings, checked, notices }: { findings: Findings; checked: Checked; notices: Notice[] },
): Promise<number> {
  let lastGood = 0
  let cosignatures = 0
  for (let after = -1; ; ) {
    const rows = await transaction.query<{ size: number; origin: string; note: string; root: Buffer | null; lines: string[] | null }>(sql`
      select c.size, c.origin, c.note, b.root, (select array_agg(s.line) from record_cosignature s where s.size = c.size) as lines
      from record_checkpoint c left join record_batch b using (size) where c.size > ${after} order by c.size limit ${notesInPage}`)
    for (const row of rows) {
      const origin = origins.find((one) => one.row.origin === row.origin)
      const signed = origin?.verifier === undefined ? undefined : readCheckpoint(row.note, row.origin, origin.verifier)
      checked.checkpoints += 1
      cosignatures += row.lines?.length ?? 0
      if (signed?.ok !== true || signed.value.size !== row.size) findings.add('checkpoint-invalid', lastGood, row.size, { size: row.size })
      else if (row.size > 0 && row.root?.equals(signed.value.root) !== true)
        findings.add('checkpoint-mismatch', lastGood, row.size, { size: row.size })
      else lastGood = row.size
      if (witnesses !== undefined && row.lines !== null) checkLines(row.note, row.lines, witnesses, row.size, { findings, checked })
    }
    if (rows.length < notesInPage) break
    after = rows.at(-1)?.size ?? after
  }
  if (witnesses === undefined && cosignatures > 0) notices.push({ code: 'cosignatures-unverified', params: { count: cosignatures } })
  return lastGood
}

function checkLines(
  note: string,
  lines: readonly string[],
  witnesses: readonly NoteVerifier[],
  size: number,
  { findings, checked }: { findings: Findings; checked: Checked },
): void {
  const text = parseNote(note)
  for (const line of lines) {
    const signatures = parseSignatureLines(line)
    const holds = text.ok && signatures.ok && verifyCosignatures(text.value.text, signatures.value, witnesses).ok
    if (holds) checked.cosignatures += 1
    else findings.add('cosignature-invalid', 0, size, { size })
  }
}

async function checkOutside(
  transaction: Transaction,
  current: Origin | undefined,
  note: string,
  { size, lastGood }: { size: number; lastGood: number },
  findings: Findings,
): Promise<void> {
  const origin = originOf(note)
  // Between the new origin and its first checkpoint the file still has the last one of the origin before.
  if (current !== undefined && note === current.row.previous_checkpoint) return
  const signed =
    current?.verifier === undefined || current.row.origin !== origin ? undefined : readCheckpoint(note, origin, current.verifier)
  if (signed?.ok !== true) {
    findings.add('log-forked', lastGood, Math.max(size, lastGood), { origin })
    return
  }
  const outside = signed.value
  if (outside.size > size) {
    findings.add('log-truncated', size, outside.size, { size: outside.size })
    return
  }
  const [batch] = await transaction.query<{ root: Buffer }>(sql`select root from record_batch where size = ${outside.size}`)
  if (outside.size > 0 && batch?.root.equals(outside.root) !== true) {
    findings.add('log-forked', Math.min(lastGood, outside.size), outside.size, { size: outside.size })
  }
}
