// The door for tools that operate an installation without its HTTP server.
export {
  type Erased,
  type ErasureStep,
  type ErasuresDone,
  eraseFacts,
  finishErasures,
  isErasureUnderWay,
  readErasurePolicy,
} from './erasures.ts'
export {
  assertInstallation,
  findPostgres,
  type OpenForChange,
  type OpenForVerification,
  type OpenRecord,
  openForChange,
  openForVerification,
  openRecord,
  operationTexts,
} from './installations.ts'
export { ClientTokens, DataFolderError, dataFolderTexts, firstClient } from './platform/data-folder/index.ts'
export { type ConnectionSettings, Database, firstOrganisation, type Organisation, sql } from './platform/database/index.ts'
export { ProoflineError } from './platform/errors/index.ts'
export {
  type ErasureOrder,
  type ErasureTarget,
  erasureTexts,
  formatErasureRequest,
  guardKey,
  instantOf,
  type Ledger,
  type LogReport,
  makeDeciderKey,
  type NewFact,
  parseErasureRequest,
  readDeciderKey,
  recordTexts,
  selectErasureTargets,
  signErasure,
  type VerifyOptions,
  verificationTexts,
  verifyLog,
} from './record/index.ts'
export { type RestoreOutcome, restoreInstallation } from './restoring.ts'
export { type ViewsVerdict, verifyViews } from './views/projector/index.ts'
export { insertSums, packUnits } from './views/rollups/index.ts'
