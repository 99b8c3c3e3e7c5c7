import { randomBytes } from 'node:crypto'
import { type Edge, emptyEdge, formatCheckpoint, formatVerifierKey, signNote } from '@proofline/ledger'
import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import type { Instant } from '../facts/index.ts'
import { emptyHead, type Head, lockHead, RecordError } from '../tree/index.ts'
import { logKey, logVerifier, type SigningKey } from './key.ts'
import { largerOf, originOf, readCheckpoint, type SignedCheckpoint } from './model.ts'
import type { OutsideCheckpoint } from './outside.ts'
import { edgeAt } from './signer.ts'
import { insertCheckpoint, insertOrigin, type OriginRow, selectLastCheckpoint, selectOrigins } from './store.ts'

export type StartContext = {
  readonly database: Database
  readonly organisation: Organisation
  readonly key: SigningKey
  readonly outside: OutsideCheckpoint
  /** Before the random part of a new origin: a name without scheme, such as `trace.example.com/log`. */
  readonly originPrefix: string
  readonly now: Instant
}

/** What a log is found to be at the start. `trouble`: it may be read, nothing may be appended. `latest`: the last checkpoint that is known outside. */
export type Standing = {
  readonly origin: string
  readonly head: Head
  readonly latest: SignedCheckpoint | undefined
  readonly edge: Edge | undefined
  readonly trouble: RecordError | undefined
}

/** A log that does not contain what was signed. `lost`: facts [from, to) of the checkpoint outside that are not there, or not the same. */
const troubled = (code: 'log-truncated' | 'log-forked', from: number, to: number): RecordError =>
  new RecordError(code, `the log does not contain what was signed: facts ${from} to ${to - 1} are missing or others`, {
    params: { from, to, last: to - 1 },
  })

/**
 * Finds out whether the database still holds what was signed last, and makes the first origin where there is no log yet. The checkpoint outside
 * is the judge: it is written before the database learns of it.
 */
export async function establishLog(context: StartContext): Promise<Standing> {
  const { database, organisation, outside, key } = context
  return database.transaction(organisation, async (transaction) => {
    // Whoever signs in another process waits: the checkpoint outside cannot grow between being read and being judged, nor be put back.
    const { head } = await lockHead(transaction, 'sign')
    const outsideNote = await outside.read()
    const current = (await selectOrigins(transaction)).at(-1)
    if (current !== undefined) assertOwnKey(current, key)
    const standing =
      current === undefined
        ? await beginLog(transaction, context, head, outsideNote)
        : await judge(transaction, context, current, head, outsideNote)
    if (standing.trouble === undefined && standing.latest !== undefined && outsideNote === undefined)
      await outside.write(standing.latest.note)
    return standing
  })
}

function assertOwnKey({ origin, verifier_key }: OriginRow, key: SigningKey): void {
  if (verifier_key === formatVerifierKey(logKey(origin, key.publicKey))) return
  throw new RecordError('signing-key-mismatch', `the key in the data folder is not the one that signs for ${origin}`, {
    params: { origin },
  })
}

/** No origin yet: the first start, unless a checkpoint outside says that there was a log. */
async function beginLog(transaction: Transaction, context: StartContext, head: Head, outsideNote: string | undefined): Promise<Standing> {
  const { key, now, originPrefix } = context
  const before = outsideNote === undefined ? undefined : readOwn(outsideNote, key)
  if (before !== undefined && before.size > 0) {
    return { origin: before.origin, head, latest: before, edge: undefined, trouble: troubled('log-truncated', 0, before.size) }
  }
  const origin = before?.origin ?? newOrigin(originPrefix)
  const verifierKey = logKey(origin, key.publicKey)
  const note = await signNote(formatCheckpoint({ origin, size: 0, root: emptyHead.root }), [
    { name: origin, keyId: verifierKey.keyId, sign: key.sign },
  ])
  await insertOrigin(transaction, {
    number: 1,
    origin,
    verifierKey: formatVerifierKey(verifierKey),
    createdAt: now,
    previousCheckpoint: null,
  })
  insertCheckpoint(transaction, 0, origin, note)
  return { origin, head, latest: { origin, size: 0, root: emptyHead.root, note }, edge: emptyEdge(), trouble: undefined }
}

export const newOrigin = (prefix: string): string => `${prefix}/${randomBytes(4).toString('hex')}`

/** Throws `outside-checkpoint-damaged` where the file is not a note by our key. */
function readOwn(note: string, key: SigningKey): SignedCheckpoint {
  const origin = originOf(note)
  const read = origin === '' ? undefined : readCheckpoint(note, origin, logVerifier(logKey(origin, key.publicKey)))
  if (read?.ok === true) return read.value
  throw new RecordError('outside-checkpoint-damaged', 'the checkpoint beside the key is not a note that this key signed')
}

async function judge(
  transaction: Transaction,
  { key }: StartContext,
  current: OriginRow,
  head: Head,
  outsideNote: string | undefined,
): Promise<Standing> {
  const { origin } = current
  const found: Omit<Standing, 'trouble'> = { origin, head, latest: undefined, edge: undefined }
  const inside = await selectLastCheckpoint(transaction, origin)
  const insideChecked = inside === undefined ? undefined : readOwn(inside.note, key)
  // A restore that was interrupted: the new origin stands, the file still has the last checkpoint of the old one.
  const isBetween = current.previous_checkpoint !== null && outsideNote === current.previous_checkpoint
  const isNew = current.previous_checkpoint !== null && inside === undefined
  if (outsideNote === undefined && head.size > 0 && !isNew) {
    return {
      ...found,
      latest: insideChecked,
      trouble: new RecordError('outside-checkpoint-missing', 'the checkpoint beside the key is missing, and the log is not empty'),
    }
  }
  const outsideChecked = outsideNote === undefined || isBetween ? undefined : readOwn(outsideNote, key)
  if (outsideChecked !== undefined && outsideChecked.origin !== origin) {
    return { ...found, latest: outsideChecked, trouble: troubled('log-forked', 0, outsideChecked.size) }
  }
  const latest = largerOf(outsideChecked, insideChecked)
  // A new origin before its first checkpoint: its first signature derives the whole tree.
  if (latest === undefined) return { ...found, edge: emptyEdge(), trouble: undefined }
  if (latest.size > head.size) return { ...found, latest, trouble: troubled('log-truncated', head.size, latest.size) }
  // The one outside as well, where it is the older one: rows of the database, notes among them, may all have been made anew.
  if (outsideChecked !== undefined && outsideChecked.size < latest.size) {
    const contained = await continueFrom(transaction, found, outsideChecked)
    if (contained.trouble !== undefined) return contained
  }
  return continueFrom(transaction, found, latest)
}

async function continueFrom(
  transaction: Transaction,
  found: { readonly origin: string; readonly head: Head },
  latest: SignedCheckpoint,
): Promise<Standing> {
  try {
    return { ...found, latest, edge: await edgeAt(transaction, latest), trouble: undefined }
  } catch (error) {
    if (!(error instanceof RecordError) || error.code !== 'log-forked') throw error
    return { ...found, latest, edge: undefined, trouble: troubled('log-forked', 0, latest.size) }
  }
}
