export type { Discrepancy, DiscrepancyCode, DiscrepancyRow } from './model.ts'
export { selectDiscrepancies } from './queries.ts'
export { closeDiscrepancies, discrepancyTables, insertDiscrepancies } from './store.ts'
export { texts as discrepancyTexts } from './texts.ts'
