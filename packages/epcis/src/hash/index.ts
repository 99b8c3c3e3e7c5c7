export { type HashableEvent, hashableEvents } from './document.ts'
export { eventHash, hashOfPrehash, isEventHash, type Sha256 } from './event-hash.ts'
export { type HashContext, prehash } from './prehash.ts'
