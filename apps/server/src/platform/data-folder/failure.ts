import { ProoflineError } from '../errors/index.ts'

export type DataFolderErrorCode = 'data-folder-unusable' | 'data-folder-held'

/** The folder cannot be used: not made, not writable, or another server has it. The reader's words stand in `texts.ts`. */
export class DataFolderError extends ProoflineError<DataFolderErrorCode> {}
