export { NamedQueries, type NamedQueriesOptions, queryKey } from './commands.ts'
export { longestDefinition, type NamedQuery, type NewQuery, type Prefixes, type RemovalRefused } from './model.ts'
export { parseDefinition } from './rules.ts'
export { texts as namedQueryTexts } from './texts.ts'
