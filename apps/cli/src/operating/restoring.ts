import { say } from '@proofline/problems'
import { operationTexts, restoreInstallation } from '@proofline/server/operations'
import type { CommandContext } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatCount } from '../terminal/index.ts'
import { inWords } from './failures.ts'

export type RestoreQuestion = { readonly reason: string | undefined; readonly alsoForked: boolean }

/** Looks at the log and, where it lacks what was signed and a reason is given, begins a new origin. */
export async function restore({ terminal, dataFolder }: CommandContext, { reason, alsoForked }: RestoreQuestion): Promise<ExitCode> {
  const { language } = terminal
  const databaseUrl = process.env.DATABASE_URL || undefined
  const outcome = await inWords(() => restoreInstallation(dataFolder, databaseUrl, { reason, alsoForked, nowMs: Date.now() }))
  if (outcome.what === 'whole') {
    const { origin, size } = outcome
    terminal.result(outcome)
    terminal.line(terminal.say('restore-whole', { origin, size: formatCount(size, language) }))
    return exitCodes.done
  }
  if (outcome.what === 'broken') {
    const { origin, size, stopped } = outcome
    const message = say(operationTexts, language, stopped.code, stopped.params)
    terminal.result({ what: 'broken', origin, size, code: stopped.code, message, ...stopped.params })
    terminal.line(terminal.say('restore-broken', { origin, size: formatCount(size, language) }))
    terminal.line(`  ${stopped.code}\n    ${message}`)
    terminal.line(terminal.say(stopped.code === 'log-forked' && !alsoForked ? 'restore-forked' : 'restore-give-reason'))
    return exitCodes.refused
  }
  const { origin, previousOrigin, lost, index } = outcome.restored
  terminal.result({ what: 'restored', ...outcome.restored, size: outcome.size })
  terminal.line(terminal.say('restore-done', { origin, previousOrigin, index }))
  terminal.line(
    terminal.say(lost === null ? 'restore-lost-unknown' : 'restore-lost', lost === null ? {} : { from: lost.from, last: lost.to - 1 }),
  )
  terminal.line(terminal.say('restore-next'))
  return exitCodes.done
}
