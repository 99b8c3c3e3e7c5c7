import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type BundleReport, describeFinding, evidenceTexts, verifyBundle } from '@proofline/evidence'
import { say } from '@proofline/problems'
import type { CommandContext } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatCount, formatDuration } from '../terminal/index.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest()

function showReport({ terminal }: CommandContext, path: string, report: BundleReport, durationMs: number): void {
  const { language } = terminal
  terminal.line(
    terminal.say('bundle-holds', {
      path,
      facts: formatCount(report.facts.count, language),
      origin: report.log.origin,
      size: formatCount(report.log.size, language),
      duration: formatDuration(durationMs),
    }),
  )
  for (const { name, at } of report.witnesses) terminal.line(`  ${terminal.say('bundle-witness', { name, at: at ?? '–' })}`)
  for (const { code, params } of report.notices) terminal.line(`  ${say(evidenceTexts, language, code, params)}`)
  terminal.line(`  SHA-256 ${report.sha256}`)
}

/** Checks a bundle from the file alone: nothing here opens a socket. */
export async function verifyBundleFile(context: CommandContext, path: string, trustedKeys: readonly string[]): Promise<ExitCode> {
  const { terminal } = context
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.usage, 'no-such-file', { path, reason: error.code ?? error.message }, { cause: error })
  })
  const startMs = performance.now()
  const verdict = verifyBundle(bytes, { sha256, trustedKeys })
  if (verdict.ok) {
    terminal.result({ part: 'bundle', path, holds: true, ...verdict.value })
    showReport(context, path, verdict.value, performance.now() - startMs)
    return exitCodes.done
  }
  terminal.result({ part: 'bundle', path, holds: false, problems: verdict.problems })
  terminal.line(terminal.say('bundle-broken', { path }))
  for (const problem of verdict.problems)
    terminal.line(`  ${problem.at}  ${problem.code}\n    ${describeFinding(problem, terminal.language)}`)
  return exitCodes.refused
}
