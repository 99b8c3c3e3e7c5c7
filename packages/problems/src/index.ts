export { type Catalog, type Language, chooseLanguage, isLanguage, languages, say } from './language.ts'
export { atPath, type Problem, type Result, refuse, succeed } from './problem.ts'
