export {
  appendLeaf,
  appendToEdge,
  copyEdge,
  createEdge,
  decodeEdge,
  type Edge,
  edgeNodes,
  edgeRoot,
  emptyEdge,
  encodeEdge,
} from './edge.ts'
export { LedgerError, type LedgerErrorCode } from './error.ts'
export { createTreeHasher, portableHasher, type Sha256, type TreeHasher } from './hash.ts'
export {
  assembleProof,
  inclusionProofLength,
  type ProofPlan,
  planConsistencyProof,
  planInclusionProof,
  type ReadNode,
  readProof,
} from './proof.ts'
export { appendRange, appendToRange, type CompactRange, emptyRange, type NodeId, type NodeSink, rangeNodes } from './range.ts'
export { type ConsistencyClaim, type InclusionClaim, type Verdict, verifyConsistency, verifyInclusion } from './verify-proof.ts'
