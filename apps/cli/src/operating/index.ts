export { confirmErasure, makeKey, proposeErasure, resumeErasure } from './erasing.ts'
export { restore } from './restoring.ts'
