export { Compositions, type Reached } from './compositions.ts'
export { followRollups } from './follower.ts'
export { type Done, type LotSum, type Made, sumDone } from './lot-sums.ts'
export type { Mixes } from './mixes.ts'
export type { Deed, DeedRole, LotDeed, Mix, MixMode, MixPart } from './model.ts'
export { readCursors, readRollupCursor, selectLotsOfEvents, selectPartiesAt } from './queries.ts'
export { rollupTables } from './store.ts'
export { insertSums } from './sums.ts'
export {
  BlockedSize,
  copyPackedNames,
  packUnits,
  readNumbers,
  selectMixUnits,
  selectPacked,
  selectUnpacked,
  type UnitNumbers,
  type Unpacked,
  unitBlockFacts,
} from './units.ts'
