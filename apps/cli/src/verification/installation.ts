import { say } from '@proofline/problems'
import { isErasureUnderWay, openForVerification, verificationTexts, verifyLog, verifyViews } from '@proofline/server/operations'
import type { CommandContext } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { inWords } from '../operating/index.ts'
import { formatCount, formatDuration } from '../terminal/index.ts'

type Installation = Awaited<ReturnType<typeof openForVerification>>
type LogReport = Awaited<ReturnType<typeof verifyLog>>
type ViewsVerdict = Awaited<ReturnType<typeof verifyViews>>

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

function showViewsVerdict({ terminal }: CommandContext, verdict: ViewsVerdict, durationMs: number): void {
  if (verdict.fault !== undefined) {
    terminal.line(terminal.say('verify-views-not-compared'))
    terminal.line(`  ${terminal.say(`verify-${verdict.fault}`, { index: verdict.missingFact ?? 0 })}`)
    return
  }
  const rows = verdict.tables.reduce((sum, table) => sum + table.rows, 0)
  const { language } = terminal
  terminal.line(
    terminal.say('verify-views-read', {
      tables: verdict.tables.length,
      rows: formatCount(rows, language),
      cursor: formatCount(verdict.cursor, language),
      size: formatCount(verdict.logSize, language),
      duration: formatDuration(durationMs),
    }),
  )
  for (const { table, key, what } of verdict.differences.slice(0, shownFindings)) {
    const name = Object.entries(key)
      .map(([column, value]) => `${column} ${value}`)
      .join(', ')
    terminal.line(`  ${table}  ${name}: ${terminal.say(`verify-row-${what}`)}`)
  }
  terminal.line(terminal.say(verdict.ok ? 'verify-views-hold' : 'verify-views-broken'))
}

async function verifyViewsPart(context: CommandContext, { database, organisation }: Installation): Promise<boolean> {
  const progress = context.terminal.progress(context.terminal.say('verify-views-progress'))
  const startMs = performance.now()
  const verdict = await verifyViews(database, organisation, undefined, (done, all) => progress.update(done, all))
  progress.end()
  context.terminal.result({ part: 'views', ...verdict })
  showViewsVerdict(context, verdict, performance.now() - startMs)
  return verdict.ok
}

const parts = { log: verifyLogPart, views: verifyViewsPart } as const
export type Part = keyof typeof parts

/** Looks at the installation of the data folder, part by part; says at the end which parts ran. */
export async function verifyInstallation(context: CommandContext, wanted: readonly Part[]): Promise<ExitCode> {
  const installation = await inWords(() => openForVerification(context.dataFolder, process.env.DATABASE_URL || undefined))
  try {
    let isWell = true
    for (const part of wanted) isWell = (await parts[part](context, installation)) && isWell
    if (isErasureUnderWay(context.dataFolder)) context.terminal.line(context.terminal.say('verify-erasure-under-way'))
    context.terminal.line(context.terminal.say('verify-parts', { parts: wanted.join(', ') }))
    return isWell ? exitCodes.done : exitCodes.refused
  } finally {
    await installation.close()
  }
}
