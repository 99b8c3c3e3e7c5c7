import { formatVerifierKey } from '@proofline/ledger'
import type { Clock } from '../../platform/clock/index.ts'
import { systemClock } from '../../platform/clock/index.ts'
import type { Database, Organisation } from '../../platform/database/index.ts'
import {
  insertOrigin,
  loadSigningKey,
  logKey,
  newOrigin,
  originOf,
  outsideCheckpointIn,
  selectLastCheckpoint,
  selectOrigins,
} from '../checkpoints/index.ts'
import { instantOf, type Source } from '../facts/index.ts'
import { alongside, type Companion, Writer } from '../ledger/index.ts'
import { loadTree, noFaults, RecordError, selectHead } from '../tree/index.ts'

export type RestoreInput = {
  readonly database: Database
  readonly organisation: Organisation
  readonly keysFolder: string
  readonly originPrefix?: string
  readonly clock?: Clock
  readonly actor: string
  readonly source: Source
  /** Why the log goes on although it does not contain what was signed: for the reader of the fact. */
  readonly reason: string
}

export type Restored = {
  readonly origin: string
  readonly previousOrigin: string
  /** Facts [from, to) of the origin before that are lost; null where nobody can tell. */
  readonly lost: { readonly from: number; readonly to: number } | null
  /** Index of the `log-restored/1` fact. */
  readonly index: number
}

/**
 * Lets a log go on that does not contain what was signed: begins a new origin whose first fact names the last checkpoint of the one before and what
 * is lost. Fact and origin commit together; after a crash before that nothing has happened, after it the next start goes on with the new origin. The
 * old note is kept beside the key. Nothing that was handed out becomes false: it names the old origin. Open the log anew afterwards.
 */
export async function restoreLog(input: RestoreInput): Promise<Restored> {
  const { database, organisation, keysFolder, clock = systemClock, originPrefix = `proofline.local/${organisation.name}` } = input
  const key = await loadSigningKey(keysFolder)
  const outside = outsideCheckpointIn(keysFolder)
  const outsideNote = await outside.read()
  const found = await database.transaction(organisation, async (transaction) => {
    const { head } = await selectHead(transaction)
    const origins = await selectOrigins(transaction)
    const current = origins.at(-1)
    const inside = current === undefined ? undefined : await selectLastCheckpoint(transaction, current.origin)
    return { head, current, inside, tree: await loadTree(transaction, head) }
  })
  const previousCheckpoint = outsideNote ?? found.inside?.note
  if (previousCheckpoint === undefined) throw new RecordError('restore-unneeded', 'there is no checkpoint: the log has not begun')
  const origin = newOrigin(originPrefix)
  const before = found.current ?? { number: 0, origin: originOf(previousCheckpoint) }
  const lost = lostRange(previousCheckpoint, found.head.size)
  const now = instantOf(clock.now())
  const row = {
    number: before.number + 1,
    origin,
    verifierKey: formatVerifierKey(logKey(origin, key.publicKey)),
    createdAt: now,
    previousCheckpoint,
  }
  const body = { origin, previousOrigin: before.origin, previousCheckpoint, size: found.head.size, lost, reason: input.reason }
  const companion: Companion<typeof row> = {
    name: 'record-origin',
    insert: async (transaction, rows) => {
      for (const one of rows) await insertOrigin(transaction, one.row)
    },
  }
  // The batch is the last one of the old origin; the new one is there from its commit on.
  const writer = new Writer(
    { database, organisation, origin: found.current?.origin, faults: noFaults, clock: () => instantOf(clock.now()) },
    { head: found.head, tree: found.tree },
  )
  const { decision } = await writer.append({
    facts: [{ kind: 'log-restored/1', actor: input.actor, source: input.source, subject: origin, body: Buffer.from(JSON.stringify(body)) }],
    alongside: [alongside(companion, row)],
  })
  await writer.close()
  if (outsideNote !== undefined) await outside.archive(before.number, outsideNote)
  const index = decision.outcome === 'accepted' ? (decision.places[0]?.index ?? 0) : 0
  return { origin, previousOrigin: before.origin, lost, index }
}

/** What the note signed behind the end of what there is. A log that is longer than the note, and other, has lost what nobody can count. */
function lostRange(note: string, size: number): Restored['lost'] {
  const signed = Number(note.split('\n')[1])
  return Number.isSafeInteger(signed) && signed > size ? { from: size, to: signed } : null
}
