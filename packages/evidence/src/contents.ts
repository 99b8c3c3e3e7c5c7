import { createTreeHasher, type Sha256, type SignatureChecks } from '@proofline/ledger'
import { atPath, type Language, languages, type Problem, type Result, refuse, succeed } from '@proofline/problems'
import type { SignedTree } from './checkpoint.ts'
import { type Commitments, createCommitments } from './commitment.ts'
import { decodeText, encodeText, equalBytes, formatHex, isObject, parseJson } from './encoding.ts'
import { type Envelope, parseEnvelope } from './envelope.ts'
import { type Erased, erasingKind, verifyErasure } from './erasure.ts'
import { type BundleFact, parseFactLine, splitLines } from './fact.ts'
import type { Erasure, Manifest } from './manifest.ts'
import { type ErasedBody, type Outline, OutlineWriter, type Stated } from './outline.ts'
import { paths } from './paths.ts'
import { ProofReader } from './proofs.ts'
import { formatRanges } from './ranges.ts'
import { renderReadme } from './readme/readme.ts'
import { renderPage } from './summary/page.ts'

const clause = 'Evidence bundle §4'

export type Checks = { readonly sha256: Sha256; readonly signatures: SignatureChecks; readonly erasureKeys: readonly string[] | undefined }

/** What the facts of a bundle have turned out to be. */
export type Contents = {
  readonly outline: Outline
  readonly facts: Manifest['facts']
  /** The first fact that says it was recorded after a witness had already seen it: a clock was wrong, or a moment was made up. */
  readonly recordedLate: { readonly index: number; readonly at: string } | undefined
}

/**
 * Reads and checks what a signed tree is evidence for, in this order: each fact with its commitment, envelope, body and proof; erasures; answer. The
 * first thing that is wrong ends it.
 */
export function readContents(files: ReadonlyMap<string, Uint8Array>, tree: SignedTree, stated: Stated, checks: Checks): Result<Contents> {
  const walk = new FactWalk(tree, files.get(paths.proofs) ?? new Uint8Array(0), checks)
  const wrong = walk.run(files.get(paths.facts) ?? new Uint8Array(0))
  if (wrong !== undefined) return refuse(wrong)
  const erased = walk.verifyErasures()
  if (!erased.ok) return erased
  const wrongAnswer = findAnswerProblem(files.get(paths.answer), tree)
  if (wrongAnswer !== undefined) return refuse(wrongAnswer)
  const outline = walk.outline.finish(stated, tree, erased.value, files.has(paths.answer))
  return succeed({ outline, facts: walk.table(), recordedLate: walk.recordedLate })
}

class FactWalk {
  readonly outline = new OutlineWriter()
  recordedLate: Contents['recordedLate']
  readonly #tree: SignedTree
  readonly #proofs: ProofReader
  readonly #commitments: Commitments
  readonly #checks: Checks
  readonly #leaf: (commitment: Uint8Array) => Uint8Array
  readonly #witnessedAt: string | undefined
  readonly #erased: Erased[] = []
  readonly #erasing = new Map<number, { fact: BundleFact; kind: string }>()
  readonly #withBody: number[] = []
  readonly #withheld: number[] = []
  #count = 0
  #last: { index: number; recordedAt: string } | undefined

  constructor(tree: SignedTree, proofs: Uint8Array, checks: Checks) {
    const hasher = createTreeHasher(checks.sha256)
    this.#tree = tree
    this.#proofs = new ProofReader(proofs, { size: tree.size, root: tree.root, note: tree.note, hasher })
    this.#commitments = createCommitments(checks.sha256)
    this.#checks = checks
    this.#leaf = hasher.leaf
    this.#witnessedAt = tree.cosignatures.flatMap(({ at }) => (at === null ? [] : [at])).sort()[0]
  }

  run(bytes: Uint8Array): Problem | undefined {
    const lines = splitLines(bytes)
    if (lines === undefined) return { code: 'facts-unterminated', at: atPath('', paths.facts), params: { file: paths.facts }, clause }
    if (lines.length === 0) return { code: 'facts-none', at: atPath('', paths.facts), params: { file: paths.facts }, clause }
    for (const [line, text] of lines.entries()) {
      const fact = parseFactLine(text)
      if (fact === undefined) return { code: 'fact-malformed', at: atPath('', paths.facts, line), params: { line: line + 1 }, clause }
      const wrong = this.#take(fact, line)
      if (wrong !== undefined) return wrong
    }
    return this.#proofs.end()
  }

  #take(fact: BundleFact, line: number): Problem | undefined {
    const { index, salt, envelope: bytes, commitment, body } = fact
    const at = atPath('', paths.facts, line)
    const problem = (code: FactCode, field: string): Problem => ({ code, at: atPath(at, field), params: { index }, clause })
    if (this.#last !== undefined && index <= this.#last.index) return problem('fact-order', 'index')
    if (index >= this.#tree.size) return problem('fact-outside-checkpoint', 'index')
    if (!equalBytes(this.#commitments.commit(salt, bytes), commitment)) return problem('commitment-differs', 'envelope')
    const envelope = parseEnvelope(bytes)
    if (!envelope.ok) return envelopeProblem(envelope.problems, at, index)
    if (body.state === 'present' && formatHex(this.#commitments.body(body.salt, body.bytes)) !== envelope.value.bodyHash) {
      return problem('body-differs', 'body')
    }
    const excluded = this.#proofs.next(index, this.#leaf(commitment))
    if (excluded !== undefined) return excluded
    if (this.#last !== undefined && envelope.value.recordedAt < this.#last.recordedAt) return problem('recorded-backwards', 'envelope')
    this.#keep(fact, envelope.value, line)
    return undefined
  }

  #keep(fact: BundleFact, envelope: Envelope, line: number): void {
    const { index, body } = fact
    const { recordedAt, kind } = envelope
    this.#count += 1
    this.#last = { index, recordedAt }
    if (body.state === 'present') this.#withBody.push(index)
    else if (body.state === 'withheld') this.#withheld.push(index)
    else this.#erased.push({ fact, line, by: body.by })
    if (kind === erasingKind) this.#erasing.set(index, { fact, kind })
    // A witness states whole seconds.
    const isLate = this.#witnessedAt !== undefined && recordedAt.slice(0, 19) > this.#witnessedAt.slice(0, 19)
    if (isLate) this.recordedLate ??= { index, at: recordedAt }
    this.outline.add(fact, envelope)
  }

  verifyErasures(): Result<ErasedBody[]> {
    const bodies: ErasedBody[] = []
    for (const erased of this.#erased) {
      const { erasureKeys, signatures } = this.#checks
      const order = verifyErasure(erased, this.#erasing.get(erased.by), erasureKeys, signatures)
      if (!order.ok) return order
      bodies.push({ index: erased.fact.index, by: erased.by, reason: order.value.reason })
    }
    return succeed(bodies)
  }

  /** As a manifest has to tell it. */
  table(): Manifest['facts'] {
    const erased: Erasure[] = this.#erased.map(({ fact: { index }, by }) => ({ index, by }))
    return { count: this.#count, withBody: formatRanges(this.#withBody), withheld: formatRanges(this.#withheld), erased }
  }
}

type FactCode = 'fact-order' | 'fact-outside-checkpoint' | 'commitment-differs' | 'body-differs' | 'recorded-backwards'

function envelopeProblem(problems: readonly Problem[], base: string, index: number): Problem {
  const [first] = problems
  if (first === undefined) throw new Error('a refusal names no problem')
  return { ...first, at: `${atPath(base, 'envelope')}${first.at}`, params: { ...first.params, index } }
}

/** `answer-malformed`: no JSON object in UTF-8; `answer-outside-checkpoint`: given at a size that the checkpoint does not reach. */
function findAnswerProblem(bytes: Uint8Array | undefined, tree: SignedTree): Problem | undefined {
  if (bytes === undefined) return undefined
  const base = atPath('', paths.answer)
  const text = decodeText(bytes)
  const answer = text === undefined ? undefined : parseJson(text)
  if (!isObject(answer)) return { code: 'answer-malformed', at: base, params: { file: paths.answer }, clause: 'Evidence bundle §7' }
  // A log index by itself, or with the moment at which the log had it.
  const told = answer.asOf
  const asOf = isObject(told) ? told.index : told
  if (typeof asOf === 'number' && asOf > tree.size) {
    const at = isObject(told) ? atPath(base, 'asOf', 'index') : atPath(base, 'asOf')
    return { code: 'answer-outside-checkpoint', at, params: { asOf, size: tree.size }, clause: 'Evidence bundle §7' }
  }
  return undefined
}

/** What is made for readers: the pages and the READMEs, in both languages. */
export function renderReading(outline: Outline): { readonly path: string; readonly bytes: Uint8Array }[] {
  const both = (language: Language) => [
    { path: paths.summary[language], bytes: encodeText(renderPage(outline, language)) },
    { path: paths.readme[language], bytes: encodeText(renderReadme(outline, language)) },
  ]
  return languages.flatMap(both)
}
