export type { TrustOptions } from './checkpoints-check.ts'
export { type Checked, type Finding, type FindingCode, findingCodes, type LogReport, type Notice, type NoticeCode } from './model.ts'
export { texts as verificationTexts } from './texts.ts'
export { type VerifyOptions, verifyLog } from './verify.ts'
