import type { CommandContext } from '../command.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { formatCount, formatDuration, type Terminal } from '../terminal/index.ts'

/** The answer of `POST /trace`, as far as the command shows it. */
export type TraceAnswer = {
  readonly value: {
    readonly certain: readonly string[]
    readonly possible: readonly string[]
    readonly past: readonly { id: string; from: string | null; to: string | null }[]
    readonly excluded: readonly { id: string; by: readonly number[] }[]
    readonly carriers: { readonly certain: readonly string[]; readonly possible: readonly string[] }
    readonly consignees: readonly { id: string; value: string }[]
    readonly origins: readonly { id: string; value: string; supplier?: string }[]
    readonly atMost: readonly { object: string; consignee: string; quantity: string }[]
    readonly oneOf: readonly { id: string; places: readonly string[] }[]
    readonly voided: readonly number[]
  }
  readonly asOf: { readonly index: number; readonly moment?: string | null }
  readonly gaps: readonly { code: string; object?: string; event?: number; source?: string; since?: string; consignee?: string }[]
  /** Gaps that could not be looked for. */
  readonly unchecked: readonly { readonly code: string; readonly source?: string; readonly object?: string }[]
  readonly certificate: Certificate
  readonly rules: string
  readonly conditions: readonly { readonly code: string; readonly object?: string }[]
}

type Certificate = {
  readonly verdict: 'complete' | 'incomplete'
  readonly coverage: {
    readonly eventsSeen: number
    readonly sources: readonly {
      readonly source: string
      readonly events: number
      readonly reportingUntil: { readonly received: string | null; readonly occurred: string | null }
    }[]
    readonly walks: { readonly closed: number; readonly open: number }
  }
}

const shownRows = 15

function showList(terminal: Terminal, code: string, rows: readonly string[]): void {
  if (rows.length === 0) return
  terminal.line(`  ${terminal.say(code, { count: formatCount(rows.length, terminal.language) })}`)
  for (const row of rows.slice(0, shownRows)) terminal.line(`    ${row}`)
  if (rows.length > shownRows)
    terminal.line(`    ${terminal.say('more-rows', { more: formatCount(rows.length - shownRows, terminal.language) })}`)
}

/** Prints an answer for people: what is in scope, who has it, and what could not be seen. */
export function showTrace(terminal: Terminal, answer: TraceAnswer, durationMs: number): void {
  const { value, asOf, gaps, rules } = answer
  terminal.line(
    terminal.say('trace-as-of', { index: formatCount(asOf.index, terminal.language), rules, duration: formatDuration(durationMs) }),
  )
  showList(terminal, 'trace-certain', value.certain)
  showList(terminal, 'trace-possible', value.possible)
  const spans = value.past.map(({ id, from, to }) => `${id}  ${from ?? '?'} – ${to ?? '?'}`)
  showList(terminal, 'trace-past', spans)
  const reasons = value.excluded.map(({ id, by }) => `${id}  ${terminal.say('trace-by', { facts: by.join(', ') })}`)
  showList(terminal, 'trace-excluded', reasons)
  showList(terminal, 'trace-carriers', [...value.carriers.certain, ...value.carriers.possible])
  const consignees = value.consignees.map((one) => `${terminal.say(`value-${one.value}`)}  ${one.id}`)
  showList(terminal, 'trace-consignees', consignees)
  const origins = value.origins.map(
    (one) => `${terminal.say(`value-${one.value}`)}  ${one.id}${one.supplier === undefined ? '' : `  ← ${one.supplier}`}`,
  )
  showList(terminal, 'trace-origins', origins)
  const atMost = value.atMost.map((one) => terminal.say('trace-at-most-row', one))
  showList(terminal, 'trace-at-most', atMost)
  showList(
    terminal,
    'trace-one-of',
    value.oneOf.map(({ id, places }) => `${id}: ${places.join(' | ')}`),
  )
  const gapRows = gaps.map(({ code, object, event, source, since, consignee }) => {
    const about = [object, event === undefined ? undefined : terminal.say('verify-fact', { from: event }), source, since, consignee]
    return `${code}  ${about.filter((part) => part !== undefined).join('  ')}`
  })
  showList(terminal, 'trace-gaps', gapRows)
  showList(
    terminal,
    'trace-conditions',
    answer.conditions.map(({ code, object }) => `${code}  ${object ?? ''}`),
  )
  showCertificate(terminal, answer)
}

/** How far the answer saw: never left out, least of all where nothing is affected. */
function showCertificate(terminal: Terminal, { certificate, unchecked, gaps, conditions }: TraceAnswer): void {
  const { eventsSeen, sources, walks } = certificate.coverage
  const count = (number: number): string => formatCount(number, terminal.language)
  terminal.line(`  ${terminal.say('trace-coverage', { events: count(eventsSeen), closed: count(walks.closed), open: count(walks.open) })}`)
  const rows = sources.map(({ source, events, reportingUntil: { received, occurred } }) =>
    terminal.say('trace-source-row', { source, events: count(events), received: received ?? '-', occurred: occurred ?? '-' }),
  )
  showList(terminal, 'trace-sources', rows)
  showList(
    terminal,
    'trace-unchecked',
    unchecked.map(({ code, source, object }) => [code, source, object].filter((part) => part !== undefined).join('  ')),
  )
  const isComplete = certificate.verdict === 'complete' && conditions.length === 0
  terminal.line(`  ${terminal.say(isComplete ? 'trace-complete' : gaps.length > 0 ? 'trace-incomplete' : 'trace-no-gap-found')}`)
}

/** Asks the server one question. @throws CommandError `trace-refused` with the server's own words */
export async function askTrace(context: CommandContext, question: unknown): Promise<TraceAnswer> {
  const connection = await context.connect()
  const { status, body } = await connection.request('POST', '/trace', {
    body: new TextEncoder().encode(JSON.stringify(question)),
    contentType: 'application/json',
  })
  if (status === 200) return body as TraceAnswer
  const { title, detail, errors } = body as { title?: string; detail?: string; errors?: { message?: string; detail?: string }[] }
  const problems = (errors ?? []).map((problem) => problem.message ?? problem.detail ?? '').filter((text) => text !== '')
  throw new CommandError(exitCodes.refused, 'trace-refused', { detail: [detail ?? title ?? '', ...problems].join('\n  ') })
}
