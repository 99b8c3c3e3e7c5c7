export type { EvidenceOptions } from './commands.ts'
export { registerEvidence } from './routes.ts'
