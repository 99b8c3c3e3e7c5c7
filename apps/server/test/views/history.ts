import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkBytes } from '../../src/intake/validate/index.ts'
import type { Clock } from '../../src/platform/clock/index.ts'
import { instantOf, Ledger, type NewFact } from '../../src/record/index.ts'
import { Batches, type BatchLimits, batchLimits } from '../../src/views/projector/batches.ts'
import { digestViews, rebuildViews, type TableDigest } from '../../src/views/projector/index.ts'
import { atEndOfFile, openTestDatabase, type TestDatabase } from '../support/database.ts'

/** A log to which facts are appended as intake makes them, and views that are projected when a test says so. */
export type TestHistory = TestDatabase & {
  readonly ledger: Ledger
  append(facts: readonly NewFact[]): Promise<number[]>
  /** Everything that the views have not followed yet. */
  project(limits?: Partial<BatchLimits>): Promise<number>
  digest(): Promise<TableDigest[]>
  rebuild(limits?: Partial<BatchLimits>): Promise<TableDigest[]>
}

/** `clock`: the server's, by which facts are recorded. */
export async function openTestHistory({ clock }: { readonly clock?: Clock } = {}): Promise<TestHistory> {
  const test = await openTestDatabase()
  const { database, organisation } = test
  const keysFolder = mkdtempSync(join(tmpdir(), 'proofline-keys-'))
  const ledger = await Ledger.open({ database, organisation, keysFolder, writer: { waitMs: 0 }, ...(clock === undefined ? {} : { clock }) })
  atEndOfFile(async () => {
    await ledger.close()
    rmSync(keysFolder, { recursive: true, force: true })
  })
  const project = async (limits: Partial<BatchLimits> = {}): Promise<number> => {
    const batches = new Batches((work) => database.transaction(organisation, work), { ...batchLimits, ...limits })
    for (;;) {
      const step = await batches.step({ begin: () => Promise.resolve(true), end: () => Promise.resolve() })
      if (step !== 'may-not' && step.taken === 0 && !batches.isSearching) return step.cursor
      if (step !== 'may-not' && step.cursor >= ledger.state().size) return step.cursor
    }
  }
  const digest = () => database.transaction(organisation, (transaction) => digestViews(transaction), { readOnly: true })
  return {
    ...test,
    ledger,
    project,
    digest,
    append: async (facts) => {
      const indexes: number[] = []
      for (let at = 0; at < facts.length; at += 2_000) {
        const outcome = await ledger.append({ facts: facts.slice(at, at + 2_000) })
        if (outcome.outcome === 'refused') throw new Error('refused without an expectation')
        indexes.push(...outcome.places.map(({ index }) => index))
      }
      return indexes
    },
    rebuild: async (limits) => {
      await rebuildViews(database, organisation)
      await project(limits)
      return digest()
    },
  }
}

const context = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld', { proofline: 'https://proofline.dev/ns/' }]

/** The facts that intake makes of a document's events. Throws where one is refused. */
export function factsOf(source: string, events: readonly unknown[], receivedAt = '2026-06-01T00:00:00.000Z'): NewFact[] {
  return factsOfDocument(
    source,
    { '@context': context, type: 'EPCISDocument', schemaVersion: '2.0', creationDate: receivedAt, epcisBody: { eventList: events } },
    receivedAt,
  )
}

export function factsOfDocument(source: string, document: unknown, receivedAt = '2026-06-01T00:00:00.000Z'): NewFact[] {
  const checked = checkBytes(Buffer.from(JSON.stringify(document)), { client: source, prefixes: [], maxEvents: 10_000 })
  if (checked.problems.length > 0) throw new Error(JSON.stringify(checked.problems, undefined, 1))
  const { facts: packed } = checked
  const sha256 = Buffer.from(checked.sha256).toString('hex')
  return Array.from({ length: packed.events }, (_, i) => {
    const once = packed.once[i]
    if (once === undefined) throw new Error('a fact without its key')
    return {
      kind: 'event/1' as const,
      actor: source,
      source: {
        system: source,
        reference: `sha256:${sha256}#${packed.pointers[i] ?? ''}`,
        method: 'api' as const,
        receivedAt: instantOf(Date.parse(receivedAt)),
      },
      subject: packed.subjects[i] ?? '',
      body: packed.bodies.subarray(i === 0 ? 0 : packed.ends[i - 1], packed.ends[i]),
      eventHash: packed.eventHashes.subarray(32 * i, 32 * i + 32),
      once,
    }
  })
}
