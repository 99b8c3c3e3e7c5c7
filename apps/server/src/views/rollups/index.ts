export { followRollups } from './follower.ts'
export type { Deed, DeedRole, LotDeed, Mix, MixMode, MixPart } from './model.ts'
export { rollupTables } from './store.ts'
