import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem, Result } from '@proofline/problems'
import { refuse, succeed } from '@proofline/problems'
import { deleteErasedBytes } from './intake/capture/index.ts'
import { writeDurably } from './platform/data-folder/index.ts'
import { DatabaseError } from './platform/database/index.ts'
import {
  checkErasure,
  type ErasureOrder,
  type ErasurePolicy,
  eraseBody,
  formatErasureRequest,
  instantOf,
  keysOfPolicy,
  type Ledger,
  parseErasurePolicy,
  parseErasureRequest,
  type Receipt,
  RecordError,
} from './record/index.ts'
import { removeDerived } from './views/projector/index.ts'

/**
 * What an erasure has reached. `noted`: what was decided stands in the data folder. `ordered`: the fact `erased/1` stands in the log. `emptied`: body
 * and salt are gone. `bytes-removed`: so are the documents that held it. `views-emptied`: so are rows that came from it. Stopped behind any of
 * them, `finishErasures` does the rest.
 */
export type ErasureStep = 'noted' | 'ordered' | 'emptied' | 'bytes-removed' | 'views-emptied'

export type Erased = { readonly index: number; readonly order: number; readonly checkpoint: number | null }

export type ErasuresDone = {
  readonly erased: readonly Erased[]
  /** The views held rows that came from the bodies: they are made again, by the server. */
  readonly areViewsRemade: boolean
}

export type ErasureInput = {
  readonly ledger: Ledger
  /** Where what is under way is noted. */
  readonly folder: string
  /** Milliseconds since 1970. */
  readonly nowMs: number
  readonly onStep?: (step: ErasureStep, index: number) => void | Promise<void>
}

/** One note an order: two that are carried out at the same time do not touch each other's. */
const notesIn = (folder: string): string => join(folder, 'erasures-under-way')

function notesOf(folder: string): string[] {
  const notes = notesIn(folder)
  if (!existsSync(notes)) return []
  const names = readdirSync(notes).filter((name) => name.endsWith('.json'))
  return names.sort().map((name) => join(notes, name))
}

function writeNote(folder: string, orders: readonly ErasureOrder[]): string {
  const text = formatErasureRequest(orders)
  mkdirSync(notesIn(folder), { recursive: true, mode: 0o700 })
  const path = join(notesIn(folder), `${createHash('sha256').update(text).digest('hex')}.json`)
  writeDurably(path, text)
  return path
}

/** Who may decide, by `erasure-keys` of the data folder; nobody where there is no such file. @throws RecordError `erasure-policy-malformed` */
export function readErasurePolicy(folder: string): ErasurePolicy {
  const path = join(folder, 'erasure-keys')
  return parseErasurePolicy(existsSync(path) ? readFileSync(path, 'utf8') : '')
}

/**
 * Erases what twice signed orders name: facts in the log, bodies and salts, the documents that held them, the view rows that came from them. All
 * orders are checked before anything is done; one that does not hold refuses all. It is noted in the data folder first, so that a crash
 * at any point leaves what `finishErasures` carries on. Doing it twice changes nothing. Problems: those of `eraseBody`, at `/orders/n`.
 */
export async function eraseFacts(input: ErasureInput, orders: readonly ErasureOrder[]): Promise<Result<ErasuresDone>> {
  const { ledger, folder, onStep } = input
  const keys = readErasurePolicy(folder).deciders.map(({ key }) => key)
  const problems: Problem[] = []
  for (const [at, order] of orders.entries()) {
    const checked = await checkErasure(ledger, order, keys)
    if (!checked.ok) problems.push(...checked.problems.map((problem) => ({ ...problem, at: `/orders/${at}${problem.at}` })))
  }
  if (problems.length > 0) return refuse(...problems)
  const note = writeNote(folder, orders)
  await onStep?.('noted', -1)
  return carryOut(input, orders, note)
}

/**
 * What a crash left under way, to its end. The first order that cannot be carried on stops it, and its note stays.
 * @returns undefined where there is nothing
 */
export async function finishErasures(input: ErasureInput): Promise<Result<ErasuresDone> | undefined> {
  const done: ErasuresDone[] = []
  for (const note of notesOf(input.folder)) {
    const orders = parseErasureRequest(readFileSync(note, 'utf8'))
    const result = orders.ok ? await carryOut(input, orders.value, note) : orders
    if (!result.ok) return result
    done.push(result.value)
  }
  if (done.length === 0) return undefined
  return succeed({ erased: done.flatMap(({ erased }) => erased), areViewsRemade: done.some(({ areViewsRemade }) => areViewsRemade) })
}

/** Whether an erasure was begun in this data folder and has not come to its end. */
export const isErasureUnderWay = (folder: string): boolean => notesOf(folder).length > 0

async function carryOut(input: ErasureInput, orders: readonly ErasureOrder[], note: string): Promise<Result<ErasuresDone>> {
  const { ledger, onStep } = input
  const { database, organisation } = ledger
  const erased: Erased[] = []
  for (const order of orders) {
    const receipt = await erase(input, order)
    if (!receipt.ok) return receipt
    const { index, checkpoint } = receipt.value
    await onStep?.('emptied', order.index)
    await removeBytes(ledger, order.index, index)
    await onStep?.('bytes-removed', order.index)
    erased.push({ index: order.index, order: index, checkpoint: checkpoint?.size ?? null })
  }
  const areViewsRemade = await removeDerived(
    database,
    organisation,
    orders.map(({ index }) => index),
  )
  await onStep?.('views-emptied', -1)
  rmSync(note, { force: true })
  return succeed({ erased, areViewsRemade })
}

/** SQLSTATE 55006, object_in_use: `intake_erase` says so of a document whose job has not ended. */
const isStillRecorded = (error: unknown): boolean => error instanceof DatabaseError && error.sqlState === '55006'

/** @throws RecordError `erasure-document-open`: the job that records the document goes on, and the erasure after it */
async function removeBytes({ database, organisation }: Ledger, index: number, order: number): Promise<void> {
  try {
    await database.transaction(organisation, (transaction) => deleteErasedBytes(transaction, index, order))
  } catch (error) {
    if (!isStillRecorded(error)) throw error
    throw new RecordError('erasure-document-open', `a document of fact ${index} is still being recorded`, {
      params: { index },
      cause: error,
      retriable: true,
    })
  }
}

/** Decided is decided: an order that was noted is carried out even where one who signed it may not decide any more. */
function erase({ ledger, folder, nowMs, onStep }: ErasureInput, order: ErasureOrder): Promise<Result<Receipt>> {
  const statement = JSON.stringify([order.index, order.commitment, order.reason])
  return eraseBody(ledger, {
    order,
    keys: keysOfPolicy(readErasurePolicy(folder)),
    actor: `erasure-key:${order.signatures.at(-1)?.key ?? ''}`,
    source: {
      system: 'proofline',
      reference: `erasure:sha256:${createHash('sha256').update(statement).digest('hex')}`,
      method: 'manual',
      receivedAt: instantOf(nowMs),
    },
    onOrdered: () => onStep?.('ordered', order.index),
  })
}
