import { type Database, type Organisation, sql, type Transaction } from '../../platform/database/index.ts'
import { type Instant, selectSizeAt } from '../../record/index.ts'
import { type Compositions, readCursors } from '../../views/rollups/index.ts'
import { Asking } from './asking.ts'
import { answerers } from './asks/index.ts'
import { namingWhatMet } from './asks/met.ts'
import { judgeSilence } from './completeness.ts'
import { type Ask, type Condition, limits, type Outcome, type Question, rules, type Values, withoutBalance } from './model.ts'
import { orderUnchecked } from './rules/completeness/certificate.ts'
import { orderGaps } from './rules/gaps.ts'

/**
 * What walks reads rows of known keys: by an index, whatever PostgreSQL thinks of the sizes of tables and lists, and planned once. It would plan each
 * statement for each list anew, which takes longer than most of them run, and goes through a whole table for a handful of keys.
 */
const byKeys = sql`select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
  set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`

/** Sums of roll-ups, and events that meet a condition, are another matter: what they select is known to the planner only. */
const readsByKeys = ({ ask, condition }: Question): boolean => condition === undefined && ask !== 'contents'

/** One question, answered from one moment of the database; `size`: the log at the asking. */
export function answerQuestion(
  database: Database,
  organisation: Organisation,
  question: Question,
  { size, own, compositions }: { size: number; own: readonly string[]; compositions?: Compositions },
): Promise<Outcome> {
  return database.transaction(
    organisation,
    async (transaction): Promise<Outcome> => {
      const { views, rollups } = await readCursors(transaction)
      if (readsByKeys(question)) transaction.later(byKeys)
      const cursor = question.ask === 'lots' ? Math.min(views, rollups) : views
      const asked = question.asOf === undefined ? cursor : await indexAsOf(transaction, question.asOf)
      if (asked > Math.max(cursor, size)) return { what: 'as-of-beyond', index: asked, known: cursor }
      const since = question.since === undefined ? undefined : await indexAsOf(transaction, question.since)
      if (since !== undefined && since > Math.min(asked, cursor))
        return { what: 'since-beyond', index: since, known: Math.min(asked, cursor) }
      const asking = new Asking(transaction, Math.min(asked, cursor), own, compositions)
      const isBehind = cursor < Math.min(size, question.asOf === undefined ? size : asked)
      return answerAt(
        asking,
        since === undefined ? question : { ...question, since: { index: since } },
        isBehind ? [{ code: 'views-behind', cursor, size }] : [],
      )
    },
    { readOnly: true, isolation: 'repeatable read', statementTimeoutMs: limits.timeoutMs },
  )
}

const indexAsOf = async (transaction: Transaction, asOf: NonNullable<Question['asOf']>): Promise<number> =>
  'index' in asOf ? asOf.index : selectSizeAt(transaction, asOf.moment as Instant)

/** Who got something, and what of it is still with us, is told by who we are; what is affected is not. */
function dependsOnOwn(ask: Ask, value: Values[Ask]): boolean {
  if (ask === 'where' || ask === 'quantities' || ask === 'lots') return true
  return 'consignees' in value && value.consignees.length > 0
}

/** One question at one asking. */
export async function answerAt(asking: Asking, question: Question, behind: readonly Condition[]): Promise<Outcome> {
  const asked = await namingWhatMet(asking, question)
  const { value, gaps: found, reasons, within } = await answerers[question.ask](asking, asked)
  const sources = await asking.sources()
  const silence = judgeSilence(sources)
  const gaps = orderGaps([...found, ...silence.gaps])
  if (withoutBalance.has(question.ask)) asking.leave({ code: 'quantity-unexplained' })
  const unchecked = orderUnchecked([...silence.unchecked, ...asking.unchecked])
  const certificate = asking.coverage.certify(sources.reporting, gaps, unchecked)
  const asOf = { index: asking.index, moment: await asking.moment() }
  const told = { ...(reasons === undefined ? {} : { reasons }), ...(within === undefined ? {} : { within }) }
  const undeclared: Condition[] = !asking.hasOwn && dependsOnOwn(question.ask, value) ? [{ code: 'own-undeclared' }] : []
  const conditions = [...behind, ...asking.conditions, ...undeclared]
  return { what: 'answered', answer: { value, asOf, gaps, ...told, unchecked, certificate, rules, conditions } }
}
