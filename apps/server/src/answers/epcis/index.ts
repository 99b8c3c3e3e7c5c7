export { PageFormatter } from './formatter.ts'
export type { Repository } from './repository.ts'
export { registerEpcis } from './routes.ts'
