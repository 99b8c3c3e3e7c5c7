import type { Transaction } from '../../platform/database/index.ts'
import { instantOf } from '../facts/index.ts'
import { type Authority, loadProtocol, selectTimestamps } from '../timestamps/index.ts'
import type { Checked, Findings, Notice } from './model.ts'

const stampsInPage = 200

/** Every stored time stamp, held against the note that it stamps; the notes themselves were held against the log before. */
export async function checkTimestamps(
  transaction: Transaction,
  authorities: readonly Authority[],
  { findings, checked, notices }: { findings: Findings; checked: Checked; notices: Notice[] },
): Promise<void> {
  const unknown = new Map<string, number>()
  const newest = new Map<string, { size: number; at: number }>()
  let after = { authority: '', size: -1 }
  for (;;) {
    const rows = await selectTimestamps(transaction, after, stampsInPage)
    for (const { authority: name, size, token, note, stampedMs } of rows) {
      const authority = authorities.find((one) => one.name === name)
      if (authority === undefined) {
        unknown.set(name, (unknown.get(name) ?? 0) + 1)
        continue
      }
      // What was asked for then is not asked again: a policy may have been changed since.
      const { verifyToken } = await loadProtocol()
      const verdict = await verifyToken(token, note ?? '', { roots: authority.roots, policy: undefined })
      const problem = verdict.ok ? undefined : (verdict.problems[0]?.code ?? '')
      const wrong = problem ?? (verdict.ok && verdict.value.at !== stampedMs ? 'timestamp-moment' : undefined)
      if (wrong !== undefined) findings.add('timestamp-invalid', 0, size, { size, authority: name, problem: wrong })
      else {
        checked.timestamps += 1
        newest.set(name, { size, at: stampedMs })
      }
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < stampsInPage) break
    after = { authority: last.authority, size: last.size }
  }
  for (const [authority, count] of unknown) notices.push({ code: 'timestamps-unverified', params: { authority, count } })
  for (const [authority, { size, at }] of newest) notices.push({ code: 'timestamped', params: { authority, size, at: instantOf(at) } })
}
