export { type Answer, type Connection, openConnection } from './connection.ts'
