export { type BatchLimits, batchLimits } from './batches.ts'
export { Projector, type ProjectorOptions } from './projector.ts'
export {
  digestViews,
  rebuildViews,
  removeDerived,
  type TableDigest,
  type ViewDifference,
  type ViewsVerdict,
  verifyViews,
  viewTables,
} from './verification.ts'
export { Views, type ViewsOptions, type ViewsState } from './views.ts'
