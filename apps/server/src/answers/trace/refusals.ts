import { identifierTexts } from '@proofline/identifiers'
import type { FastifyBaseLogger } from 'fastify'
import { badInput, busy, Refusal } from '../../platform/http/index.ts'
import type { Trace } from './commands.ts'
import { TraceError } from './error.ts'
import type { Digested } from './forms/index.ts'
import type { Answer, Outcome, Question } from './model.ts'
import { texts } from './texts.ts'

/** Where the words of what is wrong with a question stand. */
export const catalogs = [texts, identifierTexts]

/** The answer to a question over HTTP. @throws Refusal where there is none */
export async function answerOrRefuse(trace: Pick<Trace, 'ask'>, question: Question, log: FastifyBaseLogger): Promise<Answer> {
  const outcome = await trace.ask(question).catch(asRefusal)
  if (outcome.what === 'answered') return outcome.answer
  throw refusalOf(outcome, log)
}

/** Its digest. @throws Refusal where there is no answer */
export async function digestOrRefuse(trace: Pick<Trace, 'digest'>, question: Question, log: FastifyBaseLogger): Promise<Digested> {
  const outcome = await trace.digest(question).catch(asRefusal)
  if (outcome.what === 'digested') return outcome.digested
  throw refusalOf(outcome, log)
}

function refusalOf(outcome: Outcome, log: FastifyBaseLogger): Refusal {
  if (outcome.what === 'as-of-beyond' || outcome.what === 'since-beyond') {
    const { index, known } = outcome
    const [code, at] = outcome.what === 'as-of-beyond' ? ['trace-as-of-beyond', '/asOf/index'] : ['trace-since-beyond', '/since']
    return badInput([{ code, at, params: { index, known } }], ...catalogs)
  }
  if (outcome.what !== 'failed') throw new TypeError(`a question was not asked for ${outcome.what}`)
  log.error({ reason: outcome.reason }, 'a trace was not answered')
  return outcome.retriable ? busy('trace-busy', 5, texts) : new Refusal(500, 'trace-failed', { catalogs })
}

function asRefusal(error: unknown): never {
  if (!(error instanceof TraceError)) throw error
  if (error.retriable) throw busy(error.code, 5, texts)
  throw new Refusal(error.code === 'trace-took-too-long' ? 422 : 500, error.code, { catalogs })
}
