// biome-ignore-all assist/source/organizeImports: merged exports would be set one name a line, and the door no longer be seen at a glance
export { checkTrustedEd25519, loadSigningKey, logKey, logVerifier, publicKeyOf, type SigningKey } from './key.ts'
export { largerOf, originOf, readCheckpoint, type SignedCheckpoint } from './model.ts'
export { type OutsideCheckpoint, outsideCheckpointIn } from './outside.ts'
export { parseWitnessPolicy, type WitnessPolicy } from './policy.ts'
export { type Ride, Signer, type SignerContext } from './signer.ts'
export { establishLog, newOrigin, type Standing } from './start.ts'
export { insertOrigin, type OriginRow, selectCosigned, selectLastCheckpoint, selectOrigins } from './store.ts'
export { httpWitness, type Witness, WitnessError, type WitnessErrorCode, Witnessing } from './witness.ts'
