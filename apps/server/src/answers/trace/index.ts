export { Trace, type TraceOptions } from './commands.ts'
export { TraceError, type TraceErrorCode } from './error.ts'
export type { Answer, AsOf, Condition, Outcome, Question } from './model.ts'
export { registerTrace } from './routes.ts'
