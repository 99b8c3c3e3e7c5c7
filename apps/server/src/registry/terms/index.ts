export { TermsBook, type TermsOptions } from './commands.ts'
export type { Declared, Granularity, ProductTerms, SourceTerms } from './model.ts'
export { registerTerms } from './routes.ts'
export { selectProductTerms, selectSourceTerms } from './store.ts'
