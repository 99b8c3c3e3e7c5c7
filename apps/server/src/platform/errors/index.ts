export { type ErrorOptionsOf, isRetriable, messageOf, ProoflineError } from './error.ts'
