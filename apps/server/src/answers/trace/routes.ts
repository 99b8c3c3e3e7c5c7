import { identifierTexts } from '@proofline/identifiers'
import { badInput, busy, type HttpServer, longestAnswerMs, Refusal } from '../../platform/http/index.ts'
import { Trace, type TraceOptions } from './commands.ts'
import { TraceError } from './error.ts'
import type { Answer } from './model.ts'
import { parseQuestion } from './question.ts'
import { answer as answerSchema } from './schemas/answer.ts'
import { question as questionSchema } from './schemas/question.ts'
import { texts } from './texts.ts'

const catalogs = [texts, identifierTexts]

/** POST /trace. @returns what ends the thread that answers. */
export function registerTrace(app: HttpServer, options: TraceOptions): () => Promise<void> {
  const trace = new Trace(options)
  const schema = {
    tags: ['trace'],
    summary: 'Trace, where and history, as known at any size of the log',
    description:
      'The answer is complete only where gaps, unchecked and conditions are empty. The same question as of the same index gives the same value and gaps for ever, by the same rules.',
    body: questionSchema,
    response: { 200: answerSchema },
  }
  app.post('/trace', { schema, handlerTimeout: longestAnswerMs }, async (request): Promise<Answer> => {
    const read = parseQuestion(request.body)
    if (!read.ok) throw badInput(read.problems, ...catalogs)
    const outcome = await trace.ask(read.value).catch(asRefusal)
    if (outcome.what === 'answered') return outcome.answer
    if (outcome.what === 'as-of-beyond' || outcome.what === 'since-beyond') {
      const { index, known } = outcome
      const [code, at] = outcome.what === 'as-of-beyond' ? ['trace-as-of-beyond', '/asOf/index'] : ['trace-since-beyond', '/since']
      throw badInput([{ code, at, params: { index, known } }], ...catalogs)
    }
    request.log.error({ reason: outcome.reason }, 'a trace was not answered')
    throw outcome.retriable ? busy('trace-busy', 5, texts) : new Refusal(500, 'trace-failed', { catalogs })
  })
  return () => trace.close()
}

function asRefusal(error: unknown): never {
  if (!(error instanceof TraceError)) throw error
  if (error.retriable) throw busy(error.code, 5, texts)
  throw new Refusal(error.code === 'trace-took-too-long' ? 422 : 500, error.code, { catalogs })
}
