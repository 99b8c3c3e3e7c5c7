import { formatTlogProof, inclusionProofLength, type TreeHasher, verifyInclusion } from '@proofline/ledger'
import { atPath, type Problem } from '@proofline/problems'
import { decodeText, encodeText, equalBytes } from './encoding.ts'
import { decodeBase64 } from './fact.ts'
import { paths } from './paths.ts'

const clause = 'Evidence bundle §5; C2SP tlog-proof'
const file = paths.proofs

/** One proof as C2SP tlog-proof writes it. A bundle has one for each fact, one behind the other. */
export const formatProof = (index: number, proof: readonly Uint8Array[], checkpoint: string): Uint8Array =>
  encodeText(formatTlogProof({ index, proof, checkpoint }))

type Tree = { readonly size: number; readonly root: Uint8Array; readonly note: Uint8Array; readonly hasher: TreeHasher }

const lineBytes = 45

/**
 * Reads the proofs in the order of the facts and checks each. What a proof has to look like is known to the byte before it is read: its index,
 * the number of its hashes, and the checkpoint behind them.
 */
export class ProofReader {
  readonly #bytes: Uint8Array
  readonly #tree: Tree
  /** Of the proof before: neighbours share most of their hashes, from the root downwards. */
  #lines: Uint8Array = new Uint8Array(0)
  #hashes: readonly Uint8Array[] = []
  #at = 0

  constructor(bytes: Uint8Array, tree: Tree) {
    this.#bytes = bytes
    this.#tree = tree
  }

  /**
   * Problems: `proof-missing` (the file ends), `proof-malformed` (header, index, number or spelling of the hashes), `proof-other-checkpoint`,
   * `fact-not-included` (the way from this leaf does not end at the signed root).
   */
  next(index: number, leafHash: Uint8Array): Problem | undefined {
    const { size, root, note, hasher } = this.#tree
    const at = atPath('', file, index)
    const params = { file, index }
    if (this.#at >= this.#bytes.length) return { code: 'proof-missing', at, params, clause }
    const head = encodeText(`c2sp.org/tlog-proof@v1\nindex ${index}\n`)
    if (!this.#take(head)) return { code: 'proof-malformed', at, params, clause }
    const proof = this.#takeHashes(inclusionProofLength(index, size))
    if (proof === undefined || !this.#take(newline)) return { code: 'proof-malformed', at, params, clause }
    if (!this.#take(note)) return { code: 'proof-other-checkpoint', at, params, clause }
    const verdict = verifyInclusion({ index, size, leafHash, proof, root }, hasher)
    return verdict.ok ? undefined : { code: 'fact-not-included', at, params, clause: 'RFC 6962 §2.1.1' }
  }

  /** Problem `proof-unexpected`: there is more than a proof for each fact. */
  end(): Problem | undefined {
    if (this.#at === this.#bytes.length) return undefined
    return { code: 'proof-unexpected', at: atPath('', file), params: { file, offset: this.#at }, clause }
  }

  #take(expected: Uint8Array): boolean {
    const found = this.#bytes.subarray(this.#at, this.#at + expected.length)
    if (!equalBytes(found, expected)) return false
    this.#at += expected.length
    return true
  }

  #takeHashes(count: number): readonly Uint8Array[] | undefined {
    const lines = this.#bytes.subarray(this.#at, this.#at + count * lineBytes)
    if (lines.length !== count * lineBytes) return undefined
    const shared = sharedLines(lines, this.#lines)
    const text = decodeText(lines.subarray(0, lines.length - shared * lineBytes))
    if (text === undefined) return undefined
    const own: Uint8Array[] = []
    for (let from = 0; from < text.length; from += lineBytes) {
      const hash = text[from + lineBytes - 1] === '\n' ? decodeBase64(text.slice(from, from + lineBytes - 1)) : undefined
      if (hash?.length !== 32) return undefined
      own.push(hash)
    }
    this.#at += lines.length
    this.#lines = lines
    this.#hashes = [...own, ...this.#hashes.slice(this.#hashes.length - shared)]
    return this.#hashes
  }
}

/** How many whole lines the two end with alike. */
function sharedLines(left: Uint8Array, right: Uint8Array): number {
  const most = Math.min(left.length, right.length)
  let alike = 0
  while (alike < most && left[left.length - 1 - alike] === right[right.length - 1 - alike]) alike += 1
  return Math.floor(alike / lineBytes)
}

const newline = Uint8Array.of(0x0a)
