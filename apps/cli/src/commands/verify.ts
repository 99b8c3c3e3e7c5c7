import { extname } from 'node:path'
import { say } from '@proofline/problems'
import { openForVerification, verificationTexts, verifyLog } from '@proofline/server/operations'
import type { Command, CommandContext } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatCount, formatDuration } from '../terminal/index.ts'

type Installation = Awaited<ReturnType<typeof openForVerification>>
type LogReport = Awaited<ReturnType<typeof verifyLog>>

/** How many findings a person is shown; `--json` gives all that were listed. */
const shownFindings = 20

function showLogReport({ terminal }: CommandContext, report: LogReport): void {
  const { language } = terminal
  const rate = report.tookMs > 0 ? Math.round((report.checked.facts / report.tookMs) * 1000) : 0
  terminal.line(
    terminal.say('verify-log-read', {
      origin: report.origin ?? '–',
      facts: formatCount(report.checked.facts, language),
      checkpoints: formatCount(report.checked.checkpoints, language),
      duration: formatDuration(report.tookMs),
      rate: formatCount(rate, language),
    }),
  )
  if (report.root !== undefined) terminal.line(terminal.say('verify-root', { root: Buffer.from(report.root, 'hex').toString('base64') }))
  for (const notice of report.notices) terminal.line(`  ${say(verificationTexts, language, notice.code, notice.params)}`)
  for (const { code, from, to, params } of report.findings.slice(0, shownFindings)) {
    const where = to - from <= 1 ? terminal.say('verify-fact', { from }) : terminal.say('verify-facts', { from, last: to - 1 })
    terminal.line(`  ${where}  ${code}\n    ${say(verificationTexts, language, code, { from, to: to - 1, ...params })}`)
  }
  const more = report.findings.length - shownFindings + report.unlisted
  if (more > 0) terminal.line(`  ${terminal.say('more-findings', { more })}`)
  terminal.line(terminal.say(report.holds ? 'verify-log-holds' : 'verify-log-broken'))
}

async function verifyLogPart(context: CommandContext, installation: Installation): Promise<boolean> {
  const progress = context.terminal.progress(context.terminal.say('verify-log-progress'))
  const { database, organisation, trust } = installation
  const report = await verifyLog(database, organisation, { ...trust, onProgress: (done, total) => progress.update(done, total) })
  progress.end()
  context.terminal.result({ part: 'log', ...report })
  showLogReport(context, report)
  return report.holds
}

export const verifyCommand: Command = {
  name: 'verify',
  options: { log: { type: 'boolean' }, views: { type: 'boolean' }, key: { type: 'string', multiple: true } },
  run: async (context): Promise<ExitCode> => {
    const { terminal, positionals, dataFolder } = context
    const [file] = positionals
    if (file !== undefined) {
      if (positionals.length > 1 || extname(file) !== '.zip') throw new CommandError(exitCodes.usage, 'verify-one-bundle', { path: file })
    }
    const installation = await openForVerification(dataFolder, process.env.DATABASE_URL)
    try {
      const isWell = await verifyLogPart(context, installation)
      terminal.line(terminal.say('verify-parts', { parts: 'log' }))
      return isWell ? exitCodes.done : exitCodes.refused
    } finally {
      await installation.close()
    }
  },
}
