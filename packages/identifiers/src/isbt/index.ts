export { formatIsbt, type IsbtData } from './format.ts'
export type { Donation, Isbt, IsbtStructure } from './model.ts'
export { looksLikeGtin, parseIsbt, readIsbt } from './parse.ts'
export { donationCheckValue } from './structures.ts'
