export { checkErasure, type EraseInput, eraseBody } from './commands.ts'
export { type DeciderKey, makeDeciderKey, readDeciderKey, signErasure } from './keys.ts'
export {
  type ErasureOrder,
  type ErasureSignature,
  erasureStatement,
  formatErasureRequest,
  parseErasureOrder,
  parseErasureRequest,
  verifyErasureOrder,
} from './model.ts'
export { type Decider, type ErasurePolicy, keysOfPolicy, parseErasurePolicy } from './policy.ts'
export { type ErasureTarget, selectErasures, selectErasureTargets } from './queries.ts'
export { texts as erasureTexts } from './texts.ts'
