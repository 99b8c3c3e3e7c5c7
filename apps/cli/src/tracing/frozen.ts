import type { CommandContext } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatCount, type Terminal } from '../terminal/index.ts'
import { showList } from './lines.ts'
import type { CheckedScope, Frozen } from './model.ts'
import type { Question } from './question.ts'
import { request } from './tracing.ts'

export const freezeScope = (context: CommandContext, question: Question, reason: string | undefined): Promise<Frozen> =>
  request<Frozen>(context, 'POST', '/trace/scopes', { question, ...(reason === undefined ? {} : { reason }) })

export function showFrozen(terminal: Terminal, { index, digest }: Frozen): void {
  terminal.line(`  ${terminal.say('frozen-as', { index, entries: formatCount(digest.entries, terminal.language) })}`)
  terminal.line(`    SHA-256 ${digest.sha256}`)
  terminal.line(`    ${terminal.say('frozen-check', { index })}`)
}

/** Answers a frozen question again. Another answer is a no. */
export async function checkFrozen(context: CommandContext, index: string): Promise<ExitCode> {
  const { terminal } = context
  const checked = await request<CheckedScope>(context, 'GET', `/trace/scopes/${encodeURIComponent(index)}/check`)
  terminal.result({ index: Number(index), ...checked })
  terminal.line(terminal.say(`frozen-${checked.verdict}`, { index }))
  terminal.line(`  SHA-256 ${checked.digest.sha256}`)
  if (checked.rules.frozen !== checked.rules.now) terminal.line(`  ${terminal.say('frozen-rules', checked.rules)}`)
  showList(
    terminal,
    'frozen-lists',
    checked.differing.map(({ list, frozen, now }) => [list, `${frozen?.entries ?? '-'} → ${now?.entries ?? '-'}`]),
  )
  return checked.verdict === 'same' ? exitCodes.done : exitCodes.refused
}
