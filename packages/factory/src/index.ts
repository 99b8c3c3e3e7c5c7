export type { Act, Container, Fitting, Lot, Order, Piece, Run, Shipment, Take } from './acts.ts'
export {
  createConsignees,
  maker,
  type Party,
  type Place,
  type Product,
  places,
  products,
  type SourceKey,
  sourceKeys,
  suppliers,
} from './catalogue.ts'
export { createFactory, type Factory, type FactoryDocument, type FactoryText, type Notables } from './factory.ts'
export { checkDigit } from './gs1.ts'
export { links, type Naming, parseName, urns } from './naming.ts'
export { type Disturbances, type FactoryOptions, type Plan, usualDisturbances } from './options.ts'
export type { Report } from './reporting/desk.ts'
export type { DisturbanceCounts } from './reporting/disturb.ts'
export { countObjects, type EpcisDocument, type EpcisEvent, type Quantity, steps, transactions } from './reporting/event.ts'
export type { Balance, State } from './truth/balance.ts'
export type { TrueLot, TrueOrigins, TrueScope } from './truth/truth.ts'
export { Truth } from './truth/truth.ts'
