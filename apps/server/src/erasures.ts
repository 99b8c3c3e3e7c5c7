import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem, Result } from '@proofline/problems'
import { refuse, succeed } from '@proofline/problems'
import { deleteErasedBytes } from './intake/capture/index.ts'
import { writeDurably } from './platform/data-folder/index.ts'
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

const noteOf = (folder: string): string => join(folder, 'erasure-under-way.json')

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
  writeDurably(noteOf(folder), formatErasureRequest(orders))
  await onStep?.('noted', -1)
  return carryOut(input, orders)
}

/** What a crash left under way, to its end. @returns undefined where there is nothing */
export async function finishErasures(input: ErasureInput): Promise<Result<ErasuresDone> | undefined> {
  const path = noteOf(input.folder)
  if (!existsSync(path)) return undefined
  const orders = parseErasureRequest(readFileSync(path, 'utf8'))
  return orders.ok ? carryOut(input, orders.value) : orders
}

/** Whether an erasure was begun in this data folder and has not come to its end. */
export const isErasureUnderWay = (folder: string): boolean => existsSync(noteOf(folder))

async function carryOut(input: ErasureInput, orders: readonly ErasureOrder[]): Promise<Result<ErasuresDone>> {
  const { ledger, folder, onStep } = input
  const { database, organisation } = ledger
  const erased: Erased[] = []
  for (const order of orders) {
    const receipt = await erase(input, order)
    if (!receipt.ok) return receipt
    const { index, checkpoint } = receipt.value
    await onStep?.('emptied', order.index)
    await database.transaction(organisation, (transaction) => deleteErasedBytes(transaction, order.index, index))
    await onStep?.('bytes-removed', order.index)
    erased.push({ index: order.index, order: index, checkpoint: checkpoint?.size ?? null })
  }
  const areViewsRemade = await removeDerived(
    database,
    organisation,
    orders.map(({ index }) => index),
  )
  await onStep?.('views-emptied', -1)
  rmSync(noteOf(folder), { force: true })
  return succeed({ erased, areViewsRemade })
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
