export { Scopes, type ScopesOptions } from './commands.ts'
export { type Checked, type FrozenScope, parseScope, type ScopeBody } from './model.ts'
export { registerScopes } from './routes.ts'
