import type { ParseArgsOptionsConfig } from 'node:util'
import type { Connection } from './connection/index.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal/index.ts'

export type CommandContext = {
  readonly terminal: Terminal
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
  /** The folder that holds the server's state; where token and address are found. */
  readonly dataFolder: string
  /** Opened on first use: a command that does not call it opens no socket. */
  connect(): Promise<Connection>
}

/** One word of the command line. Its help is the text `<name>-help` of the catalogue, its line in the overview `<name>-summary`. */
export type Command = {
  readonly name: string
  readonly options: ParseArgsOptionsConfig
  run(context: CommandContext): Promise<ExitCode>
}
