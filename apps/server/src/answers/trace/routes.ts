import { canonicalize, identifierTexts } from '@proofline/identifiers'
import type { Problem } from '@proofline/problems'
import { badInput, busy, type HttpServer, longestAnswerMs, Refusal } from '../../platform/http/index.ts'
import { isInstant } from '../../record/index.ts'
import { Trace, type TraceOptions } from './commands.ts'
import { TraceError } from './error.ts'
import type { Answer, AsOf } from './model.ts'
import { answer as answerSchema } from './schemas/answer.ts'
import { question as questionSchema } from './schemas/question.ts'
import { texts } from './texts.ts'

const catalogs = [texts, identifierTexts]

/** POST /trace. @returns what ends the thread that answers. */
export function registerTrace(app: HttpServer, options: TraceOptions): () => Promise<void> {
  const trace = new Trace(options)
  const schema = {
    tags: ['trace'],
    summary: 'Forward or backward trace, as known at any size of the log',
    description:
      'The answer is complete only where gaps, unchecked and conditions are empty. The same question as of the same index gives the same value and gaps for ever, by the same rules.',
    body: questionSchema,
    response: { 200: answerSchema },
  }
  app.post('/trace', { schema, handlerTimeout: longestAnswerMs }, async (request): Promise<Answer> => {
    const { ask, seed, asOf, filter, reasons } = request.body
    const read = readQuestion(seed, asOf)
    if ('problems' in read) throw badInput(read.problems, ...catalogs)
    const outcome = await trace.ask({ ask, ...read, onlyCertain: filter?.certain === true, withReasons: reasons === true }).catch(asRefusal)
    if (outcome.what === 'answered') return outcome.answer
    if (outcome.what === 'as-of-beyond') {
      const { index, known } = outcome
      throw badInput([{ code: 'trace-as-of-beyond', at: '/asOf/index', params: { index, known } }], ...catalogs)
    }
    request.log.error({ reason: outcome.reason }, 'a trace was not answered')
    throw outcome.retriable ? busy('trace-busy', 5, texts) : new Refusal(500, 'trace-failed', { catalogs })
  })
  return () => trace.close()
}

type Read = { readonly seed: readonly string[]; readonly asOf: AsOf | undefined } | { readonly problems: readonly Problem[] }

/** Identifiers in any form become canonical, the moment UTC; or every problem of both. */
function readQuestion(seed: readonly string[], asOf: AsOf | undefined): Read {
  const uris = new Set<string>()
  const problems: Problem[] = []
  for (const [position, text] of seed.entries()) {
    const identifier = canonicalize(text)
    if (identifier.ok) uris.add(identifier.value.uri)
    else problems.push(...identifier.problems.map((problem) => ({ ...problem, at: `/seed/${position}${problem.at}` })))
  }
  const moment = asOf !== undefined && 'moment' in asOf ? momentOf(asOf.moment) : undefined
  if (asOf !== undefined && 'moment' in asOf && moment === undefined)
    problems.push({ code: 'trace-moment-malformed', at: '/asOf/moment', params: { given: asOf.moment } })
  if (problems.length > 0) return { problems }
  return { seed: [...uris], asOf: moment === undefined ? asOf : { moment } }
}

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

function momentOf(text: string): string | undefined {
  const time = zoned.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) return undefined
  const moment = new Date(time).toISOString()
  return isInstant(moment) ? moment : undefined
}

function asRefusal(error: unknown): never {
  if (!(error instanceof TraceError)) throw error
  if (error.retriable) throw busy(error.code, 5, texts)
  throw new Refusal(error.code === 'trace-took-too-long' ? 422 : 500, error.code, { catalogs })
}
