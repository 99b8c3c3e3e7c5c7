export { ppnCheckDigits, pznCheckDigit, pznOfNtin } from './check.ts'
export { formatPpn, type PpnForm } from './format.ts'
export type { Ppn, PpnData, PpnKind } from './model.ts'
export { parsePpn, readPpn } from './parse.ts'
