export { followRollups } from './follower.ts'
export type { Deed, DeedRole, LotDeed, Mix, MixMode, MixPart } from './model.ts'
export {
  type Amount,
  type Done,
  type Made,
  type NumberedMix,
  readRollupCursor,
  selectDone,
  selectLotsMadeOf,
  selectLotsOfEvents,
  selectMade,
  selectMixes,
  selectPartiesAt,
} from './queries.ts'
export { rollupTables } from './store.ts'
