export { DataFolder, isToken, readServerNote, type ServerNote, writeDurably } from './data-folder.ts'
export { DataFolderError, type DataFolderErrorCode } from './failure.ts'
export { texts as dataFolderTexts } from './texts.ts'
