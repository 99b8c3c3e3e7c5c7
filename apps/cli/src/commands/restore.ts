import type { Command } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { restore } from '../operating/index.ts'

/** Lets a log go on that lacks what was signed: after an older backup was put back. No server may run on the data folder. */
export const restoreCommand: Command = {
  name: 'restore',
  options: { reason: { type: 'string' }, 'also-forked': { type: 'boolean' } },
  run: async (context): Promise<ExitCode> => {
    const { reason, 'also-forked': alsoForked } = context.values
    if (context.positionals.length > 0 || (typeof reason === 'string' && (reason.trim() === '' || reason.length > 2000)))
      throw new CommandError(exitCodes.usage, 'restore-usage')
    return restore(context, { reason: typeof reason === 'string' ? reason : undefined, alsoForked: alsoForked === true })
  },
}
