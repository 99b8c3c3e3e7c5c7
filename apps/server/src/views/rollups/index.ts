export { followRollups } from './follower.ts'
export type { Deed, DeedRole, LotDeed, Mix, MixMode, MixPart } from './model.ts'
export {
  type Done,
  type Made,
  type NumberedMix,
  type Reached,
  readRollupCursor,
  selectDone,
  selectLotsOfEvents,
  selectMade,
  selectMixes,
  selectMixesWith,
  selectPartiesAt,
  selectReach,
} from './queries.ts'
export { rollupTables } from './store.ts'
export { insertSums } from './sums.ts'
