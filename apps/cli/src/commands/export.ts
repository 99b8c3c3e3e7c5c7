import { writeFile } from 'node:fs/promises'
import type { Command } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatCount } from '../terminal/index.ts'

export const exportCommand: Command = {
  name: 'export',
  options: { object: { type: 'string', multiple: true }, out: { type: 'string', short: 'o' }, 'without-bodies': { type: 'boolean' } },
  run: async ({ terminal, values, connect }): Promise<ExitCode> => {
    const { object: objects, out } = values
    if (!Array.isArray(objects) || typeof out !== 'string') throw new CommandError(exitCodes.usage, 'export-usage')
    const connection = await connect()
    const bytes = await connection.download('/evidence', { objects, withBodies: values['without-bodies'] !== true })
    await writeFile(out, bytes).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(exitCodes.failed, 'not-writable', { path: out, reason: error.code ?? error.message }, { cause: error })
    })
    terminal.result({ out, bytes: bytes.length })
    terminal.line(terminal.say('exported', { out, bytes: formatCount(bytes.length, terminal.language) }))
    return exitCodes.done
  },
}
