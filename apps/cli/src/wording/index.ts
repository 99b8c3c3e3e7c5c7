export { benchTexts } from './bench.ts'
export { demoTexts } from './demo.ts'
export { tracingTexts } from './tracing.ts'
export { verificationTexts } from './verification.ts'
