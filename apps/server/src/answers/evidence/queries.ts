import { hash } from 'node:crypto'
import { createBundle, type Fact, type FactBody } from '@proofline/evidence'
import { canonicalize } from '@proofline/identifiers'
import type { Problem, Result } from '@proofline/problems'
import type { Database, Transaction } from '../../platform/database/index.ts'
import { createProver, type StoredFact, selectFactsAt } from '../../record/index.ts'
import { findObjects, readCursor, selectDeclarations, selectEventIndexes, selectRefusalsNaming } from '../../views/genealogy/index.ts'
import { type BundleAnswer, type BundleOrder, limits } from './model.ts'

/** The canonical URIs of what was asked for, each once, with the position where it first stands. Problems: those of the identifiers, at `/objects/n`. */
export function readObjects(objects: readonly string[]): Result<ReadonlyMap<string, number>> {
  const uris = new Map<string, number>()
  const problems: Problem[] = []
  for (const [position, object] of objects.entries()) {
    const identifier = canonicalize(object)
    if (identifier.ok) uris.set(identifier.value.uri, uris.get(identifier.value.uri) ?? position)
    else problems.push(...identifier.problems.map((problem) => ({ ...problem, at: `/objects/${position}${problem.at}` })))
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: uris }
}

export type Found = { readonly cursor: number; readonly indexes: readonly number[]; readonly unknown: readonly string[] }

/**
 * All facts below `size` that name an object: its events, standing or voided, those of a lot's members, the error declarations that concern them,
 * and documents that were refused though they name it. `unknown`: those that no fact names. `cursor` below `size`: the views were
 * not far enough to say, and nothing was looked up.
 */
export async function findFactsOf(transaction: Transaction, uris: readonly string[], size: number): Promise<Found> {
  const cursor = await readCursor(transaction)
  if (cursor < size || uris.length === 0) return { cursor, indexes: [], unknown: [] }
  const objects = await findObjects(transaction, uris, size)
  const refusals = await selectRefusalsNaming(transaction, uris, size)
  const named = new Set([...objects.keys(), ...refusals.flatMap((refusal) => refusal.uris)])
  const unknown = uris.filter((uri) => !named.has(uri))
  const events = await selectEventIndexes(
    transaction,
    [...objects.values()].map(({ id }) => id),
    size,
  )
  const declarations = await selectDeclarations(transaction, events, size)
  const facts = [...events, ...declarations.map(({ index }) => index), ...refusals.map(({ fact }) => fact)]
  return { cursor, indexes: [...new Set(facts)], unknown }
}

const chunk = 500
/** Of a proof, a line's own members and the escapes of a text: enough to judge a size before it is made. */
const overheadBytes = 1_500

/**
 * Reads the facts and their proofs from one moment of the record, and makes the bundle, which verifies what it was given first. Runs in a thread of
 * its own: with 50,000 facts it takes seconds.
 */
export async function makeBundle(database: Database, order: BundleOrder): Promise<BundleAnswer> {
  const { organisation, checkpoint, logKey, witnessKeys, madeAt, madeBy, purpose } = order
  const facts = await database.transaction(organisation, (transaction) => loadFacts(transaction, order), {
    readOnly: true,
    isolation: 'repeatable read',
  })
  if ('what' in facts) return facts
  const made = createBundle({ madeAt, madeBy, purpose, checkpoint, logKey, witnessKeys, facts }, { sha256: nativeSha256 })
  if (!made.ok) return { what: 'damaged', problems: made.problems }
  return { what: 'made', bytes: made.value, sha256: nativeSha256(made.value) }
}

const nativeSha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

type ProvedFact = Fact & { readonly proof: readonly Uint8Array[] }

async function loadFacts(transaction: Transaction, order: BundleOrder): Promise<ProvedFact[] | BundleAnswer> {
  const { indexes, size } = order
  const prove = createProver(transaction, size)
  const orders = new Set(order.erasures.values())
  const facts: ProvedFact[] = []
  let bytes = 0
  for (let at = 0; at < indexes.length; at += chunk) {
    for (const fact of await selectFactsAt(transaction, indexes.slice(at, at + chunk))) {
      bytes += fact.envelopeBytes.length + (fact.body?.length ?? 0) + overheadBytes
      if (bytes > limits.bytes) return { what: 'too-large' }
      const body = bodyOf(fact, order, orders)
      if (body === undefined) return { what: 'changed' }
      facts.push({ index: fact.index, salt: fact.salt, envelope: fact.envelopeBytes, body, proof: await prove(fact.index) })
    }
  }
  return facts
}

/** Undefined where a body is missing and nobody is known to have ordered that. */
function bodyOf(
  { index, bodySalt, body }: StoredFact,
  { withBodies, erasures }: BundleOrder,
  orders: ReadonlySet<number>,
): FactBody | undefined {
  if (body === null || bodySalt === null) {
    const by = erasures.get(index)
    return by === undefined ? undefined : { state: 'erased', by }
  }
  // An order to erase is shown whatever else is withheld: without it the bundle would not hold.
  return withBodies || orders.has(index) ? { state: 'present', salt: bodySalt, bytes: body } : { state: 'withheld' }
}
