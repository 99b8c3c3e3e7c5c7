export { type CheckedDocument, type CheckSettings, noFacts, type PackedFacts } from './model.ts'
export { CheckError, type CheckErrorCode, CheckPool, type CheckPoolOptions } from './pool.ts'
export { checkBytes, keepBytes } from './rules.ts'
export { texts as validateTexts } from './texts.ts'
