// biome-ignore-all assist/source/organizeImports: merged exports would be set one name a line, and the door no longer be seen at a glance
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
export { type CosignatureType, type Cosigner, cosignCheckpoint, formatEd25519Cosigned, formatSubtreeCosigned } from './cosignature.ts'
export { parseTimedSignature, type SubtreeStatement, type TimedSignature } from './cosignature.ts'
export { type AddCheckpointDecision, decideAddCheckpoint, verifyCosignatures, type WitnessedLog } from './decide-add-checkpoint.ts'
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
export { formatEntryBundle, maxEntryBytes, parseEntryBundle } from './entry-bundle.ts'
export { LedgerError, type LedgerErrorCode } from './error.ts'
export { createTreeHasher, portableHasher, type Sha256, type TreeHasher } from './hash.ts'
export { checkEd25519, checkMlDsa44, computeKeyId, createVerifierKey, formatVerifierKey, parseVerifierKey } from './key.ts'
export { type SignatureCheck, type SignatureType, signatureTypes, type VerifierKey } from './key.ts'
export { addSignatures, formatNote, formatSignatureLine, parseNote, parseSignatureLines, signNote } from './note.ts'
export { maxNoteBytes, maxNoteSignatures, type Note, type NoteSignature, type Signer } from './note.ts'
export { assembleProof, inclusionProofLength, planConsistencyProof, planInclusionProof, readProof } from './proof.ts'
export type { ProofPlan, ReadNode } from './proof.ts'
export { appendRange, appendToRange, type CompactRange, emptyRange, type NodeId, type NodeSink, rangeNodes } from './range.ts'
export { coverWithSubtrees, isSubtree, planSubtreeConsistencyProof, planSubtreeInclusionProof } from './subtree.ts'
export { verifySubtreeConsistency, verifySubtreeInclusion } from './subtree.ts'
export { ledgerTexts } from './texts.ts'
export { changedBundles, changedTiles, type EntryBundle, formatTile, nodeOfTile, nodesOfTile, parseTile, type Tile } from './tile.ts'
export { tileHeight, tileOfNode, tilesOfNodes, tileWidth, tileWidthAt } from './tile.ts'
export { formatBundlePath, formatTilePath, parseTilePath, type TilePath } from './tile-path.ts'
export { formatTlogProof, type LeafClaim, parseTlogProof, type TlogProof, type VerifiedTlogProof, verifyTlogProof } from './tlog-proof.ts'
export { type KnownLog, type VerifiedCheckpoint, verifyCheckpoint, type WitnessPolicy } from './verify-checkpoint.ts'
export { createNoteVerifier, type NoteVerifier, type SignatureChecks, verifyNote } from './verify-note.ts'
export type { VerifiedNote, VerifiedSignature } from './verify-note.ts'
export { type ConsistencyClaim, type InclusionClaim, type Verdict, verifyConsistency, verifyInclusion } from './verify-proof.ts'
export { type AddCheckpointRequest, type AddCheckpointResponse, formatAddCheckpoint, formatCosignatures } from './witness.ts'
export { formatWitnessSize, parseAddCheckpoint, parseAddCheckpointResponse, witnessSizeContentType } from './witness.ts'
