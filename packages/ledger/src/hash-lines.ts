import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { decodeHash } from './encoding.ts'

/** Hashes, one a line. Problems: `proof-too-long`, `proof-hash` (at `/proof/n`). */
export function parseHashLines(lines: readonly string[], max: number, rule: string): Result<Uint8Array[]> {
  if (lines.length > max) return refuse({ code: 'proof-too-long', at: '/proof', params: { max }, clause: rule })
  const problems: Problem[] = []
  const hashes: Uint8Array[] = []
  for (const [at, line] of lines.entries()) {
    const hash = decodeHash(line)
    if (hash === undefined) problems.push({ code: 'proof-hash', at: `/proof/${at}`, clause: rule })
    else hashes.push(hash)
  }
  return problems.length === 0 ? succeed(hashes) : { ok: false, problems }
}
