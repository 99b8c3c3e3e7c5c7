// biome-ignore-all assist/source/organizeImports: merged exports would be set one name a line, and the door no longer be seen at a glance
export { parseWitnessPolicy, type WitnessPolicy } from './checkpoints/index.ts'
export { httpWitness, loadSigningKey, outsideCheckpointIn, type SignedCheckpoint, type SigningKey } from './checkpoints/index.ts'
export { type Witness, WitnessError } from './checkpoints/index.ts'
export { type Envelope, type FactKind, factKinds, type GuardKey, guardKey, type Instant, instantOf } from './facts/index.ts'
export { isInstant, type Method, type NewFact, parseEnvelope, type Source, type StoredFact } from './facts/index.ts'
export { type Alongside, type Appended, alongside, type Companion, type CompanionRow, type Duplicate } from './ledger/index.ts'
export { type Expectation, Ledger, type LedgerOptions, type LedgerState, type Outcome, type Place } from './ledger/index.ts'
export {
  type FactBytes,
  type Receipt,
  type Refused,
  selectFact,
  selectFactBytes,
  selectFacts,
  selectFactsAt,
  selectIndexesByEventHash,
  selectSizeAt,
} from './ledger/index.ts'
export { rebuildGuards, type Submission } from './ledger/index.ts'
export { createProver, type FaultPoint, type Faults, RecordError, type RecordErrorCode } from './tree/index.ts'
export { registerRecordRoutes } from './routes.ts'
export { texts as recordTexts } from './texts.ts'
export { checkErasure, type EraseInput, eraseBody, type ErasureOrder, type ErasurePolicy, type ErasureTarget } from './erasure/index.ts'
export { erasureStatement, erasureTexts, formatErasureRequest, keysOfPolicy, makeDeciderKey, parseErasurePolicy } from './erasure/index.ts'
export { parseErasureRequest, readDeciderKey, selectErasures, selectErasureTargets, signErasure } from './erasure/index.ts'
export { type Restored, type RestoreInput, restoreLog } from './restoration/index.ts'
export { type Finding, type FindingCode, type LogReport, type VerifyOptions, verificationTexts, verifyLog } from './verification/index.ts'
export { loadAuthorities, openStamping, TimestampError, timestampTexts } from './timestamps/index.ts'
