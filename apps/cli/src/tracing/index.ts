export { texts as tracingTexts } from './texts.ts'
export { askTrace, showTrace, type TraceAnswer } from './tracing.ts'
