export { cutDocument, type Part, type PartLimits } from './cut.ts'
export { epcisEndings, findDocuments } from './find.ts'
export { checkFile, isXml, readDocument } from './read.ts'
export { createListScanner, type ListScanner } from './scan.ts'
