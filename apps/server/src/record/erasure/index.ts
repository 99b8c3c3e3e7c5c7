export { type EraseInput, eraseBody } from './commands.ts'
export { type ErasureOrder, type ErasureSignature, erasureStatement, parseErasureOrder, verifyErasureOrder } from './model.ts'
export { selectErasures } from './queries.ts'
export { texts as erasureTexts } from './texts.ts'
