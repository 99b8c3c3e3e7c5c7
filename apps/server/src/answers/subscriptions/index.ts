export { type DestinationPolicy, isNetwork, parsePorts, standardPolicy } from './destination.ts'
export { type DeliverySettings, deliverySettings, type Match, type Matches, type QuerySource, type StandingQuery } from './model.ts'
