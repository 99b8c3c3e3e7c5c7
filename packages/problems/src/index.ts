export { type Catalog, chooseLanguage, isLanguage, type Language, languages, say } from './language.ts'
export { atPath, type Problem, type Result, refuse, succeed } from './problem.ts'
