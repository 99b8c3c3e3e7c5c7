import type { CommandContext } from '../command.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { formatCount, formatDuration, type Terminal } from '../terminal/index.ts'
import { showConsignees, showQuantities } from './amounts.ts'
import { gapRow, momentText, showList } from './lines.ts'
import type { Answer, Ask } from './model.ts'
import { showContents, showGaps, showHistory, showResponsible, showWhere } from './places.ts'
import type { Question } from './question.ts'
import { showDifference, showLots, showScope } from './scopes.ts'

const showers: Readonly<Record<Ask, (terminal: Terminal, answer: Answer<never>) => void>> = {
  forward: showScope,
  backward: showScope,
  lots: showLots,
  where: showWhere,
  history: showHistory,
  contents: showContents,
  responsible: showResponsible,
  gaps: showGaps,
  quantities: showQuantities,
  consignees: showConsignees,
  difference: showDifference,
}

/** Prints an answer for people: what was asked, then what could not be seen, and last how far the answer can be trusted. */
export function showAnswer(terminal: Terminal, ask: Ask, answer: Answer, durationMs: number): void {
  const { asOf, gaps, rules, reasons = [] } = answer
  const index = formatCount(asOf.index, terminal.language)
  const moment = asOf.moment === undefined || asOf.moment === null ? '' : terminal.say('trace-moment', { moment: momentText(asOf.moment) })
  terminal.line(terminal.say('trace-as-of', { index, moment, rules, duration: formatDuration(durationMs) }))
  showers[ask](terminal, answer as Answer<never>)
  showList(
    terminal,
    'trace-reasons',
    reasons.map(({ id, facts, through }) => [id, ...through.slice(0, -1).map((object) => `← ${object}`), `[${facts.join(', ')}]`]),
  )
  if (ask !== 'gaps') {
    showList(
      terminal,
      'trace-gaps',
      gaps.map((gap) => gapRow(terminal, gap)),
    )
  }
  showList(
    terminal,
    'trace-conditions',
    answer.conditions.map(({ code, object }) => [code, terminal.say(`condition-${code}`), object]),
  )
  showCertificate(terminal, answer)
}

/** How far the answer saw: never left out, least of all where nothing is affected. */
function showCertificate(terminal: Terminal, { certificate, unchecked, gaps, conditions }: Answer): void {
  const { eventsSeen, sources, walks } = certificate.coverage
  const count = (number: number): string => formatCount(number, terminal.language)
  terminal.line(`  ${terminal.say('trace-coverage', { events: count(eventsSeen), closed: count(walks.closed), open: count(walks.open) })}`)
  showList(
    terminal,
    'trace-sources',
    sources.map(({ source, events, reportingUntil: { received, occurred } }) => [
      terminal.say('trace-source-row', { source, events: count(events) }),
      terminal.say('trace-source-until', { received: momentText(received), occurred: momentText(occurred) }),
    ]),
  )
  // Of one kind there may be one for every source: the kinds are what matters to a reader.
  const kinds = [...Map.groupBy(unchecked, ({ code }) => code)]
  showList(
    terminal,
    'trace-unchecked',
    kinds.map(([code, list]) => [
      code,
      terminal.say(`gap-${code}`),
      list.flatMap(({ source, object }) => source ?? object ?? []).join(', '),
    ]),
  )
  const isComplete = certificate.verdict === 'complete' && conditions.length === 0
  terminal.line(
    `  ${terminal.say(isComplete ? 'trace-complete' : gaps.length > 0 || conditions.length > 0 ? 'trace-incomplete' : 'trace-no-gap-found')}`,
  )
}

const jsonOf = (value: unknown) => ({ body: new TextEncoder().encode(JSON.stringify(value)), contentType: 'application/json' })

/** Asks the server. @throws CommandError `trace-refused` with the server's own words */
export async function request<Body>(context: CommandContext, method: string, path: string, told?: unknown): Promise<Body> {
  const connection = await context.connect()
  const { status, body } = await connection.request(method, path, told === undefined ? {} : jsonOf(told))
  if (status === 200 || status === 201) return body as Body
  const { title, detail, errors } = body as { title?: string; detail?: string; errors?: { message?: string; detail?: string }[] }
  const problems = (errors ?? []).map((problem) => problem.message ?? problem.detail ?? '').filter((text) => text !== '')
  throw new CommandError(exitCodes.refused, 'trace-refused', { detail: [detail ?? title ?? '', ...problems].join('\n  ') })
}

export const askTrace = (context: CommandContext, question: Question): Promise<Answer> =>
  request<Answer>(context, 'POST', '/trace', question)
