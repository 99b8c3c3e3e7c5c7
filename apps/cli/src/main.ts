import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { chooseLanguage, isLanguage, type Language, say } from '@proofline/problems'
import type { Command } from './command.ts'
import { commands } from './commands/index.ts'
import { type Connection, openConnection } from './connection/index.ts'
import { CommandError, type ExitCode, exitCodes } from './exit-codes.ts'
import { openTerminal } from './terminal/index.ts'
import { texts } from './texts.ts'

const globalOptions = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  data: { type: 'string' },
  server: { type: 'string' },
  client: { type: 'string' },
} as const satisfies ParseArgsOptionsConfig

const localeOf = (environment: NodeJS.ProcessEnv): string | undefined => environment.LC_ALL || environment.LC_MESSAGES || environment.LANG

function languageOf(wanted: string | boolean | undefined): Language {
  if (typeof wanted !== 'string') return chooseLanguage(localeOf(process.env))
  if (!isLanguage(wanted)) throw new CommandError(exitCodes.usage, 'unknown-language', { language: wanted })
  return wanted
}

const defaultDataFolder = (): string => process.env.PROOFLINE_DATA || resolve(import.meta.dirname, '../../../data')

/** The overview: every command with its one line, then the options that all of them take. */
function formatOverview(language: Language): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const rows = commands.map(({ name }) => `  ${name.padEnd(width)}  ${say(texts, language, `${name}-summary`)}`)
  return [say(texts, language, 'overview-head'), '', ...rows, '', say(texts, language, 'overview-foot')].join('\n')
}

function parseCommandLine(command: Command, argv: readonly string[]): ReturnType<typeof parseArgs> {
  try {
    return parseArgs({ args: [...argv], options: { ...globalOptions, ...command.options }, allowPositionals: true, strict: true })
  } catch (error) {
    if (error instanceof TypeError) throw new CommandError(exitCodes.usage, 'usage', { reason: error.message, command: command.name })
    throw error
  }
}

const named = (server: unknown, client: unknown): { address: string | undefined; client: string | undefined } => ({
  address: typeof server === 'string' ? server : undefined,
  client: typeof client === 'string' ? client : undefined,
})

async function runCommand(command: Command, argv: readonly string[]): Promise<ExitCode> {
  const { values, positionals } = parseCommandLine(command, argv)
  const plain = values as Record<string, string | boolean | (string | boolean)[] | undefined>
  const language = languageOf(typeof plain.lang === 'string' ? plain.lang : undefined)
  if (plain.help === true) {
    process.stdout.write(`${say(texts, language, `${command.name}-help`)}\n\n${say(texts, language, 'options-foot')}\n`)
    return exitCodes.done
  }
  const dataFolder = typeof plain.data === 'string' ? resolve(plain.data) : defaultDataFolder()
  let connection: Promise<Connection> | undefined
  return await command.run({
    terminal: openTerminal(language, plain.json === true, texts),
    positionals,
    values: plain,
    dataFolder,
    connect: () => {
      connection ??= openConnection({ dataFolder, ...named(plain.server, plain.client), language })
      return connection
    },
  })
}

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = argv
  const language = chooseLanguage(localeOf(process.env))
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    const asked = commands.find((command) => command.name === rest[0])
    if (asked !== undefined) return await runCommand(await asked.load(), ['--help', ...rest.slice(1)])
    process.stdout.write(`${rest[0] === 'exit-codes' ? say(texts, language, 'exit-codes') : formatOverview(language)}\n`)
    return exitCodes.done
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) throw new CommandError(exitCodes.usage, existsSync(name) ? 'command-is-file' : 'unknown-command', { name })
  return await runCommand(await command.load(), rest)
}

/** Says what went wrong in the reader's language; with `--json` as one JSON value on standard output as well. */
function reportError(error: CommandError, argv: readonly string[]): void {
  const wanted = argv[argv.indexOf('--lang') + 1]
  const language = argv.includes('--lang') && wanted !== undefined && isLanguage(wanted) ? wanted : chooseLanguage(localeOf(process.env))
  const message = say(error.catalog ?? texts, language, error.code, error.params)
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: { code: error.code, message, ...error.params } })}\n`)
  process.stderr.write(`proofline: ${message}\n`)
}

/** What no command foresaw: its message is shown, where it arose only with PROOFLINE_DEBUG. */
function unexpected(error: unknown): CommandError {
  if (process.env.PROOFLINE_DEBUG) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return new CommandError(
    exitCodes.failed,
    'unexpected',
    { reason: error instanceof Error ? error.message : String(error) },
    { cause: error },
  )
}

process.on('SIGINT', () => process.exit(exitCodes.interrupted))
// A reader that closes the pipe early (head, less) ends the command, quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done)
  throw error
})

const argv = process.argv.slice(2)
try {
  process.exitCode = await main(argv)
} catch (error) {
  const known = error instanceof CommandError ? error : unexpected(error)
  reportError(known, argv)
  process.exitCode = known.exitCode
}
