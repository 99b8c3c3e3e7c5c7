import type { Command, CommandContext } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** `90s`, `15m`, `24h`, `7d`. */
function durationOf(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  if (count === '') throw new CommandError(exitCodes.usage, 'terms-duration', { given: text })
  return Number(count) * (unitMs[unit] ?? 0)
}

type Declared = {
  readonly source?: string
  readonly product?: string
  readonly terms: Readonly<Record<string, unknown>>
  readonly index: number
}

async function send(context: CommandContext, method: string, path: string, told?: unknown): Promise<unknown> {
  const connection = await context.connect()
  const sent = told === undefined ? {} : { body: new TextEncoder().encode(JSON.stringify(told)), contentType: 'application/json' }
  const { status, body } = await connection.request(method, path, sent)
  if (status === 200) return body
  const { title, detail, errors } = body as { title?: string; detail?: string; errors?: { message?: string }[] }
  const problems = (errors ?? []).map(({ message }) => message ?? '').filter((text) => text !== '')
  throw new CommandError(exitCodes.refused, 'terms-refused', { detail: [detail ?? title ?? '', ...problems].join('\n  ') })
}

function show({ terminal }: CommandContext, { source, product, terms, index }: Declared): void {
  const words = Object.entries(terms).map(([name, value]) => `${name}=${String(value)}`)
  const text = words.length === 0 ? terminal.say('terms-none') : words.join('  ')
  terminal.line(terminal.say('terms-row', { name: source ?? product ?? '', terms: text, index }))
}

const textIn = (value: CommandContext['values'][string]): string | undefined => (typeof value === 'string' ? value : undefined)

async function list(context: CommandContext): Promise<void> {
  const { sources } = (await send(context, 'GET', '/sources/terms')) as { sources: Declared[] }
  const products: Declared[] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page = (await send(context, 'GET', `/products/terms?after=${encodeURIComponent(after)}`)) as {
      products: Declared[]
      next?: string
    }
    products.push(...page.products)
    after = page.next
  }
  context.terminal.result({ sources, products })
  for (const one of [...sources, ...products]) show(context, one)
}

/** What sources and products promise, by which answers say whether they are complete. */
export const termsCommand: Command = {
  name: 'terms',
  options: {
    'reports-every': { type: 'string' },
    'go-live': { type: 'string' },
    retired: { type: 'string' },
    'clock-uncertainty': { type: 'string' },
    'arrives-within': { type: 'string' },
    granularity: { type: 'string' },
  },
  run: async (context): Promise<ExitCode> => {
    const { positionals, values, terminal } = context
    const [verb, name] = positionals
    if (verb === 'list') {
      await list(context)
      return exitCodes.done
    }
    if ((verb !== 'source' && verb !== 'product') || name === undefined || positionals.length > 2)
      throw new CommandError(exitCodes.usage, 'terms-usage')
    const duration = (option: string): number | undefined => {
      const text = textIn(values[option])
      return text === undefined ? undefined : durationOf(text)
    }
    const ofSource = {
      reportsEveryMs: duration('reports-every'),
      goLive: textIn(values['go-live']),
      retired: textIn(values.retired),
      clockUncertaintyMs: duration('clock-uncertainty'),
      arrivesWithinMs: duration('arrives-within'),
    }
    const declared =
      verb === 'source'
        ? await send(context, 'PUT', `/sources/${encodeURIComponent(name)}/terms`, ofSource)
        : await send(context, 'PUT', '/products/terms', { product: name, granularity: textIn(values.granularity) })
    terminal.result(declared)
    show(context, declared as Declared)
    return exitCodes.done
  },
}
