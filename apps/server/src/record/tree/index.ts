// biome-ignore-all assist/source/organizeImports: merged exports would be set one name a line, and the door no longer be seen at a glance
export { RecordError, type RecordErrorCode } from './error.ts'
export { type FaultPoint, type Faults, noFaults } from './faults.ts'
export { nativeHasher } from './hasher.ts'
export { appendLeaves, emptyTree, fillOf, forkTree, type Head, restoreTree, rootOf, type Tile, type Tree, tileWidth } from './model.ts'
export { createProver, proveConsistency, proveInclusion, selectEntries, selectTile } from './proofs.ts'
export { type BatchRow, emptyHead, insertBatchRow, loadTree, lockHead, selectHead, selectHeadAt } from './store.ts'
export { selectCommitments, selectLock } from './store.ts'
