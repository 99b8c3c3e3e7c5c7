export { type Restored, type RestoreInput, restoreLog } from './commands.ts'
