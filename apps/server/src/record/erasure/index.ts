export { type EraseInput, eraseBody } from './commands.ts'
export { type ErasureOrder, type ErasureSignature, erasureStatement, parseErasureOrder, verifyErasureOrder } from './model.ts'
