import { ProoflineError } from '../errors/index.ts'

export type DataFolderErrorCode = 'data-folder-unusable' | 'data-folder-held' | 'client-name-bad' | 'client-exists' | 'client-unknown'

/** The folder cannot be used (not made, not writable, another server has it), or a client in it is not what was said. The reader's words stand in `texts.ts`. */
export class DataFolderError extends ProoflineError<DataFolderErrorCode> {}
