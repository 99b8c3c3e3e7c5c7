import { verifyLog } from '@proofline/server/operations'
import { appendAll, makeSubmissions, openScratchRecord } from './append.ts'
import { alternate, type Measure, type Round, summarise, type Target } from './model.ts'
import { timed } from './plain-table.ts'
import { withScratch } from './scratch.ts'

const rounds = 3
const sizes = { full: 300_000, quick: 50_000 } as const
/** Facts made and appended in one go. */
const portion = 50_000
const targets: readonly Target[] = [
  { of: 'figure', bound: 'at-least', value: 150_000 },
  { of: 'ratio', bound: 'at-least', value: 0.35 },
]

/** Everything of a log hashed again from its stored bytes, as `proofline verify --log` does, beside reading the same rows. */
export const measureVerifyLog: Measure = (bench) =>
  withScratch(async (scratch) => {
    const facts = sizes[bench.size]
    const { record, plain, watched } = await openScratchRecord(scratch)
    const { database, organisation } = record
    for (let from = 0; from < facts; from += portion) {
      bench.progress('append', from, facts)
      await appendAll(record, makeSubmissions(from, portion))
    }
    // As in a log that has been there for a while: hint bits set, nothing left for autovacuum to do meanwhile.
    await plain.run(`vacuum (analyze) ${organisation.schema}.record_fact`, 'checkpoint')
    const measured = (round: number): Promise<Round> =>
      timed(facts, watched, async () => {
        const onProgress = (done: number) => bench.progress('verify', round * facts + done, rounds * facts)
        const { holds, checked, findings } = await verifyLog(database, organisation, { onProgress })
        if (!holds || checked.facts !== facts) throw new Error(`the log of the benchmark does not hold: ${JSON.stringify(findings[0])}`)
      })
    const copy = `copy ${organisation.schema}.record_fact to stdout (format binary)`
    const pairs = await alternate(rounds, measured, () => plain.copyOut(copy, facts, watched))
    return summarise('verify-log', 'facts/s', pairs, targets, { postgres: plain.version, rounds, facts })
  })
