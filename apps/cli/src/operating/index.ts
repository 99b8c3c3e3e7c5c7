export { confirmErasure, makeKey, proposeErasure, resumeErasure } from './erasing.ts'
export { inWords } from './failures.ts'
export { restore } from './restoring.ts'
