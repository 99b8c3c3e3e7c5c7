// biome-ignore-all assist/source/organizeImports: merged exports would be set one name a line, and the door no longer be seen at a glance
export type { Declaration, EventDetails, Failure, GenealogyEvent, GenealogyObject } from './model.ts'
export type { Participation, PartyDetail, Refusal, Role, SourceState } from './model.ts'
export { findObjects, type Membership, readCursor, selectDeclarations, selectErased, selectEventIndexes } from './queries.ts'
export { selectEvents, selectFailures, selectLots, selectMembers, selectObjects } from './queries.ts'
export { selectRefusalsNaming, selectRefusalsUnread, selectSources, selectTransformationEvents } from './queries.ts'
export { type FactToProject, type PreparedFact, prepareFact, refusedByDatabase } from './facts.ts'
export { Genealogy } from './projection.ts'
export { genealogyTables } from './store.ts'
