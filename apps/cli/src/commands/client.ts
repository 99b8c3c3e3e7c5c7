import { ClientTokens, DataFolderError, dataFolderTexts, firstClient } from '@proofline/server/operations'
import type { Command } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'

/** API clients of an installation, on its data folder: no server is asked, and a running one takes notice within a second. */
export const clientCommand: Command = {
  name: 'client',
  options: {},
  run: async ({ terminal, positionals, dataFolder }): Promise<ExitCode> => {
    const [verb, name = ''] = positionals
    const tokens = new ClientTokens(dataFolder)
    try {
      if (verb === 'list') {
        const names = [firstClient, ...tokens.names()]
        terminal.result({ clients: names })
        for (const one of names) terminal.line(one)
      } else if (verb === 'add') {
        const path = tokens.add(name)
        terminal.result({ client: name, tokenFile: path })
        terminal.line(terminal.say('client-added', { name, path }))
      } else if (verb === 'remove') {
        tokens.remove(name)
        terminal.result({ removed: name })
        terminal.line(terminal.say('client-removed', { name }))
      } else throw new CommandError(exitCodes.usage, 'client-usage')
    } catch (error) {
      if (error instanceof DataFolderError)
        throw new CommandError(exitCodes.usage, error.code, error.params, { catalog: dataFolderTexts, cause: error })
      throw error
    }
    return exitCodes.done
  },
}
