export { hibcCheckCharacter } from './alphabet.ts'
export { formatHibc, formatHibcSymbols } from './format.ts'
export type { Hibc, HibcData, Read } from './model.ts'
export { parseHibc, readHibc } from './parse.ts'
