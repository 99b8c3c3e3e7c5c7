import { formatVerifierKey, parseCheckpoint, parseNote, type VerifierKey } from '@proofline/ledger'
import type { Problem } from '@proofline/problems'
import type { Clock } from '../../platform/clock/index.ts'
import type { ConnectionSettings } from '../../platform/database/index.ts'
import { instantOf, type Ledger, selectErasures } from '../../record/index.ts'
import type { Views } from '../../views/projector/index.ts'
import { Bundler } from './bundler.ts'
import { type BundleAnswer, limits } from './model.ts'
import { findFactsOf, readObjects } from './queries.ts'

export type EvidenceOptions = {
  readonly ledger: Ledger
  readonly views: Pick<Views, 'waitFor'>
  /** As the server's own login: the thread that makes a bundle opens a connection of its own. */
  readonly connection: ConnectionSettings | string
  readonly clock: Clock
  /** The program and its version, as it stands in the bundle. */
  readonly madeBy: string
  /** Of the witnesses whose cosignatures may stand under a checkpoint. */
  readonly witnessKeys: readonly VerifierKey[]
}

/** Objects by any identifier, facts by their index; both together are one set. */
export type Question = {
  readonly objects: readonly string[]
  readonly facts: readonly number[]
  readonly withBodies: boolean
  readonly reason: string
}

export type Refused =
  | { readonly what: 'malformed' | 'unknown-objects'; readonly problems: readonly Problem[] }
  | { readonly what: 'too-many-facts'; readonly count: number }
  | { readonly what: 'unsigned'; readonly size: number }
  | { readonly what: 'views-behind'; readonly cursor: number; readonly size: number }

export type Exported = Exclude<BundleAnswer, { readonly what: 'failed' }> | Refused

type Signed = { readonly note: string; readonly size: number }

/** Makes evidence bundles from the record, for objects and facts. */
export class Evidence {
  readonly #options: EvidenceOptions
  readonly #bundler = new Bundler()

  constructor(options: EvidenceOptions) {
    this.#options = options
  }

  /** Throws BundlerError where no bundle was made and that says nothing about the evidence. */
  async export(question: Question): Promise<Exported> {
    const { ledger, connection, clock, madeBy, witnessKeys } = this.#options
    const latest = ledger.checkpoint
    const { size } = ledger.state()
    const objects = readObjects(question.objects)
    const wrong = [...(objects.ok ? [] : objects.problems), ...factProblems(question, size)]
    if (!objects.ok || wrong.length > 0) return { what: 'malformed', problems: wrong }
    if (latest === undefined || question.facts.some((index) => index >= latest.size)) return { what: 'unsigned', size: latest?.size ?? 0 }
    const asked = await this.#gather(objects.value, question.facts, latest.size)
    if ('what' in asked) return asked
    const { indexes, erasures } = asked
    const last = indexes.at(-1) ?? 0
    if (last >= latest.size) return { what: 'unsigned', size: latest.size }
    const signed = await this.#cosigned(last)
    const answer = await this.#bundler.make({
      connection,
      organisation: ledger.organisation,
      madeAt: instantOf(clock.now()),
      madeBy,
      purpose: { reason: question.reason, objects: [...objects.value.keys()] },
      withBodies: question.withBodies,
      checkpoint: signed?.note ?? latest.note,
      size: signed?.size ?? latest.size,
      logKey: formatVerifierKey(ledger.verifierKey),
      witnessKeys: signed === undefined ? [] : keysIn(signed.note, witnessKeys),
      indexes,
      erasures,
    })
    if (answer.what === 'failed') throw new Error(`no bundle was made: ${answer.reason}`)
    return answer
  }

  /** The facts of these objects and with these indexes, and the facts that erased any of them. */
  async #gather(objects: ReadonlyMap<string, number>, facts: readonly number[], size: number): Promise<Gathered | Refused | Damaged> {
    const { ledger, views } = this.#options
    const uris = [...objects.keys()]
    const cursor = uris.length === 0 ? size : await views.waitFor(size, limits.viewsTimeoutMs)
    if (cursor < size) return { what: 'views-behind', cursor, size }
    const work = async (transaction: Parameters<Parameters<Ledger['read']>[0]>[0]): Promise<Gathered | Refused | Damaged> => {
      const found = uris.length === 0 ? nothing(size) : await findFactsOf(transaction, uris, size)
      if (found.cursor < size) return { what: 'views-behind', cursor: found.cursor, size }
      if (found.unknown.length > 0) return { what: 'unknown-objects', problems: found.unknown.map((uri) => unknownObject(uri, objects)) }
      const indexes = new Set([...found.indexes, ...facts])
      if (indexes.size > limits.facts) return { what: 'too-many-facts', count: indexes.size }
      const erasures = new Map<number, number>()
      for (const [index, by] of await selectErasures(transaction, [...indexes])) {
        if (by === undefined) return { what: 'damaged', problems: [{ code: 'evidence-body-missing', at: '', params: { index } }] }
        erasures.set(index, by)
      }
      for (const by of erasures.values()) indexes.add(by)
      return { indexes: [...indexes].sort((left, right) => left - right), erasures }
    }
    return ledger.database.transaction(ledger.organisation, work, { readOnly: true, isolation: 'repeatable read' })
  }

  /** A checkpoint that witnesses have cosigned is worth more than a newer one, as long as it reaches the last fact. */
  async #cosigned(last: number): Promise<Signed | undefined> {
    const note = await this.#options.ledger.readCosigned()
    const parsed = note === undefined ? undefined : parseNote(note)
    const checkpoint = parsed?.ok === true ? parseCheckpoint(parsed.value.text) : undefined
    if (note === undefined || checkpoint?.ok !== true || checkpoint.value.size <= last) return undefined
    return { note, size: checkpoint.value.size }
  }

  close(): Promise<void> {
    return this.#bundler.close()
  }
}

type Gathered = { readonly indexes: readonly number[]; readonly erasures: ReadonlyMap<number, number> }
type Damaged = Extract<BundleAnswer, { readonly what: 'damaged' }>

const nothing = (cursor: number): Awaited<ReturnType<typeof findFactsOf>> => ({ cursor, indexes: [], unknown: [] })

const unknownObject = (object: string, objects: ReadonlyMap<string, number>): Problem => ({
  code: 'evidence-object-unknown',
  at: `/objects/${objects.get(object) ?? 0}`,
  params: { object },
})

function factProblems({ objects, facts, reason }: Question, size: number): Problem[] {
  const problems: Problem[] = []
  if (objects.length === 0 && facts.length === 0) problems.push({ code: 'evidence-about-nothing', at: '' })
  if (!reason.isWellFormed()) problems.push({ code: 'evidence-reason-malformed', at: '/reason' })
  for (const [position, index] of facts.entries()) {
    if (index >= size) problems.push({ code: 'evidence-fact-unknown', at: `/facts/${position}`, params: { index, size } })
    if (problems.length === mostProblems) break
  }
  return problems
}

const mostProblems = 100

/** Keys that stand under the note: a bundle holds no other. */
function keysIn(note: string, known: readonly VerifierKey[]): string[] {
  const parsed = parseNote(note)
  const signatures = parsed.ok ? parsed.value.signatures : []
  return known.filter(({ name, keyId }) => signatures.some((one) => one.name === name && one.keyId === keyId)).map(formatVerifierKey)
}
