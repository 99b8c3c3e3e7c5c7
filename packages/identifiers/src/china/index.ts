export { parseAhm, readAhm } from './ahm.ts'
export { formatMa, parseMa, readMa } from './ma.ts'
export type { Ahm, AhmField, AhmRules, Ma, MaData } from './model.ts'
