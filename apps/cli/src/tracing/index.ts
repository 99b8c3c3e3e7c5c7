export { askTrace, showTrace, type TraceAnswer } from './tracing.ts'
