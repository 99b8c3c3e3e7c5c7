import {
  closeScratches,
  describeMachine,
  formatMachine,
  formatTable,
  isMeasureName,
  type MeasureName,
  measureNames,
  type Outcome,
  type Profile,
  profiles,
  runMeasure,
} from '../bench/index.ts'
import type { Command, CommandContext } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'

/** `--trace`: as the name. */
function namesOf(given: readonly string[], values: CommandContext['values']): readonly MeasureName[] {
  const positionals = values.trace === true ? [...given, 'trace'] : given
  const unknown = positionals.find((name) => !isMeasureName(name))
  if (unknown !== undefined) throw new CommandError(exitCodes.usage, 'bench-unknown', { name: unknown, names: measureNames.join(', ') })
  return positionals.length === 0 ? measureNames : positionals.filter(isMeasureName)
}

/** What was started is ended and what was written removed before the command itself ends. A second Ctrl-C ends it at once; its guard cleans up. */
function cleanUpOnSignals(): void {
  process.removeAllListeners('SIGINT')
  let isClosing = false
  const obey = (): void => {
    if (isClosing) process.exit(exitCodes.interrupted)
    isClosing = true
    void closeScratches().finally(() => process.exit(exitCodes.interrupted))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, obey)
}

const eventsRange = { least: 2_000, most: 100_000_000 } as const

/** Below the least the log has no copies, and what is looked for is hardly there. */
function eventsOf(value: unknown): number | undefined {
  if (value === undefined) return undefined
  const events = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  if (events >= eventsRange.least && events <= eventsRange.most) return events
  throw new CommandError(exitCodes.usage, 'bench-events-malformed', { found: JSON.stringify(value), ...eventsRange })
}

const objectsRange = { least: 1_000, most: 50_000_000 } as const

function objectsOf(value: unknown): number | undefined {
  if (value === undefined) return undefined
  const objects = typeof value === 'string' && /^\d{1,8}$/.test(value) ? Number(value) : Number.NaN
  if (objects >= objectsRange.least && objects <= objectsRange.most) return objects
  throw new CommandError(exitCodes.usage, 'bench-objects-malformed', { found: JSON.stringify(value), ...objectsRange })
}

function profileOf(value: unknown): Profile | undefined {
  if (value === undefined) return undefined
  const profile = profiles.find((one) => one === value)
  if (profile === undefined) throw new CommandError(exitCodes.usage, 'bench-profile-unknown', { found: JSON.stringify(value) })
  return profile
}

async function runNamed({ terminal, values }: CommandContext, names: readonly MeasureName[]): Promise<Outcome[]> {
  const events = eventsOf(values.events)
  const objects = objectsOf(values.objects)
  const profile = profileOf(values.profile)
  const outcomes: Outcome[] = []
  for (const name of names) {
    const progress = terminal.progress(name)
    try {
      const found = await runMeasure(name, {
        size: values.quick === true ? 'quick' : 'full',
        events,
        objects,
        profile,
        progress: (_step, done, total) => progress.update(done, total),
      })
      outcomes.push(...found)
      for (const outcome of found) terminal.result(outcome)
    } finally {
      progress.end()
    }
  }
  return outcomes
}

export const benchCommand: Command = {
  name: 'bench',
  options: {
    quick: { type: 'boolean' },
    check: { type: 'boolean' },
    events: { type: 'string' },
    objects: { type: 'string' },
    profile: { type: 'string' },
    trace: { type: 'boolean' },
  },
  run: async (context): Promise<ExitCode> => {
    const { terminal, positionals, values } = context
    const names = namesOf(positionals, values)
    cleanUpOnSignals()
    const outcomes = await runNamed(context, names)
    const machine = describeMachine(String(outcomes.find(({ details }) => details.postgres !== undefined)?.details.postgres ?? '–'))
    terminal.result({ machine, size: values.quick === true ? 'quick' : 'full' })
    for (const line of formatTable(terminal, outcomes)) terminal.line(line)
    terminal.line()
    for (const line of formatMachine(terminal, machine)) terminal.line(line)
    if (values.quick === true) terminal.line(terminal.say('bench-quick'))
    const missed = outcomes.some(({ verdicts }) => verdicts.some(({ met, stretch }) => !met && stretch !== true))
    return values.check === true && missed ? exitCodes.refused : exitCodes.done
  },
}
