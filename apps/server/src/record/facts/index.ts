export { commit, commitLatin1, guardKey, hashBody, hashBytes, hashLeaf, hashLeafLatin1, saltBytes } from './commitment.ts'
export { assertNewFact, type EnvelopeHalves, envelopeHalves, formatEnvelope, guardsOf, instantBytes, parseEnvelope } from './envelope.ts'
export { FactError } from './error.ts'
export { type FactKind, factKinds, isFactKind, type MediaType } from './kinds.ts'
export {
  type Envelope,
  type GuardKey,
  type Instant,
  instantOf,
  isGuardKey,
  isInstant,
  laterOf,
  longest,
  type Method,
  methods,
  type NewFact,
  type Source,
  type StoredFact,
} from './model.ts'
