import { readFileSync, writeFileSync } from 'node:fs'
import {
  type Erased,
  type ErasureOrder,
  type ErasureTarget,
  eraseFacts,
  finishErasures,
  formatErasureRequest,
  isErasureUnderWay,
  makeDeciderKey,
  type OpenForChange,
  openForChange,
  parseErasureRequest,
  readDeciderKey,
  selectErasureTargets,
  signErasure,
} from '@proofline/server/operations'
import type { CommandContext } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { inWords, showProblems } from './failures.ts'

type Key = ReturnType<typeof readDeciderKey>

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandError(exitCodes.usage, 'no-such-file', { path, reason: codeOf(error) }, { cause: error })
  }
}

/** Nothing that is there is written over: it may be a key, or an order that somebody has signed. */
function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    throw new CommandError(exitCodes.usage, 'not-writable', { path, reason: codeOf(error) }, { cause: error })
  }
}

const loadKey = (path: string): Promise<Key> => inWords(async () => readDeciderKey(readText(path), path))

async function withInstallation<T>(context: CommandContext, work: (opened: OpenForChange) => Promise<T>): Promise<T> {
  return inWords(async () => {
    const opened = await openForChange(context.dataFolder, process.env.DATABASE_URL || undefined)
    try {
      return await work(opened)
    } finally {
      await opened.close()
    }
  })
}

/** `proofline erase key FILE --name NAME`: opens no installation. */
export async function makeKey({ terminal, dataFolder }: CommandContext, path: string, name: string): Promise<ExitCode> {
  const { key, pem } = makeDeciderKey()
  writeNew(path, pem)
  const line = `decider ${name} ${key}`
  terminal.result({ keyFile: path, line })
  terminal.line(terminal.say('erase-key-made', { path, folder: dataFolder, line }))
  return exitCodes.done
}

function showTarget({ terminal }: CommandContext, target: ErasureTarget): void {
  const { index, kind, subject, source, reference, recordedAt, sayTheSame } = target
  terminal.line(terminal.say('erase-target', { index, kind, subject, source, reference, recordedAt }))
  if (sayTheSame.length > 0) terminal.line(`  ${terminal.say('erase-say-the-same', { facts: sayTheSame.join(', ') })}`)
}

export type Proposal = { readonly facts: readonly number[]; readonly reason: string; readonly keyFile: string; readonly out: string }

/** The first of two: names the facts, shows what they are, and signs. Nothing is erased. */
export async function proposeErasure(context: CommandContext, { facts, reason, keyFile, out }: Proposal): Promise<ExitCode> {
  const { terminal } = context
  const key = await loadKey(keyFile)
  const targets = await withInstallation(context, ({ ledger }) => ledger.read((transaction) => selectErasureTargets(transaction, facts)))
  const missing = facts.filter((index) => targets.every((target) => target.index !== index))
  if (missing.length > 0) throw new CommandError(exitCodes.refused, 'erase-no-such-fact', { facts: missing.join(', ') })
  const orders = targets.map(({ index, commitment }) => signErasure({ index, commitment, reason, signatures: [] }, key))
  // Read back as the second will read it: what they would refuse is refused now.
  const text = formatErasureRequest(orders)
  const checked = parseErasureRequest(text)
  if (!checked.ok) return showProblems(context, checked.problems, 'erase-refused')
  writeNew(out, text)
  terminal.result({ out, targets })
  for (const target of targets) showTarget(context, target)
  terminal.line(terminal.say('erase-proposed', { out }))
  return exitCodes.done
}

/** The second of two: sees what is proposed, signs, and it is carried out to its end. */
export async function confirmErasure(context: CommandContext, path: string, keyFile: string): Promise<ExitCode> {
  const { terminal } = context
  const key = await loadKey(keyFile)
  const request = parseErasureRequest(readText(path))
  if (!request.ok) return showProblems(context, request.problems, 'erase-refused')
  const orders: readonly ErasureOrder[] = request.value.map((order) => signErasure(order, key))
  return withInstallation(context, async ({ ledger, isServed }) => {
    const input = { ledger, folder: context.dataFolder, nowMs: Date.now() }
    // Two at once would share one note of what is under way.
    const before = await finishErasures(input)
    if (before?.ok === false) return showProblems(context, before.problems, 'erase-stuck')
    const indexes = orders.map(({ index }) => index)
    for (const target of await ledger.read((transaction) => selectErasureTargets(transaction, indexes))) showTarget(context, target)
    for (const reason of new Set(orders.map((order) => order.reason))) terminal.line(terminal.say('erase-reason', { reason }))
    const done = await eraseFacts(input, orders)
    if (!done.ok) return showProblems(context, done.problems, 'erase-refused')
    return showDone(context, done.value, isServed)
  })
}

/** What a crash left under way, to its end. */
export async function resumeErasure(context: CommandContext): Promise<ExitCode> {
  const { terminal, dataFolder } = context
  if (!isErasureUnderWay(dataFolder)) {
    terminal.result({ erased: [] })
    terminal.line(terminal.say('erase-nothing-under-way'))
    return exitCodes.done
  }
  return withInstallation(context, async ({ ledger, isServed }) => {
    const done = await finishErasures({ ledger, folder: dataFolder, nowMs: Date.now() })
    if (done === undefined) return exitCodes.done
    return done.ok ? showDone(context, done.value, isServed) : showProblems(context, done.problems, 'erase-stuck')
  })
}

function showDone(
  { terminal }: CommandContext,
  done: { readonly erased: readonly Erased[]; readonly areViewsRemade: boolean },
  isServed: boolean,
): ExitCode {
  terminal.result(done)
  for (const { index, order } of done.erased) terminal.line(terminal.say('erase-done', { index, order }))
  if (done.areViewsRemade) terminal.line(terminal.say(isServed ? 'erase-views-now' : 'erase-views-later'))
  terminal.line(terminal.say('erase-beyond-reach'))
  return exitCodes.done
}
