export { cutDocument, type Part, type PartLimits } from './cut.ts'
export { findDocuments } from './find.ts'
export { readDocument } from './read.ts'
export { createListScanner, type ListScanner } from './scan.ts'
