import type { Command, CommandContext } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { confirmErasure, makeKey, proposeErasure, resumeErasure } from '../operating/index.ts'

const indexForm = /^(?:0|[1-9]\d{0,14})$/

function propose(context: CommandContext, given: readonly string[]): Promise<ExitCode> {
  const { reason, key, out } = context.values
  if (typeof reason !== 'string' || reason.trim() === '' || typeof key !== 'string' || typeof out !== 'string' || given.length === 0)
    throw new CommandError(exitCodes.usage, 'erase-propose-usage')
  const bad = given.find((text) => !indexForm.test(text))
  if (bad !== undefined) throw new CommandError(exitCodes.usage, 'erase-index-bad', { given: bad })
  return proposeErasure(context, { facts: [...new Set(given.map(Number))], reason, keyFile: key, out })
}

/** Removal of bodies that two people sign for: on the data folder, beside its running server or without one. */
export const eraseCommand: Command = {
  name: 'erase',
  options: { reason: { type: 'string' }, key: { type: 'string' }, out: { type: 'string', short: 'o' }, name: { type: 'string' } },
  run: async (context): Promise<ExitCode> => {
    const [verb, ...rest] = context.positionals
    const { key, name } = context.values
    const [file] = rest
    if (verb === 'propose') return propose(context, rest)
    if (verb === 'confirm' && file !== undefined && rest.length === 1 && typeof key === 'string') return confirmErasure(context, file, key)
    if (verb === 'resume' && rest.length === 0) return resumeErasure(context)
    if (verb === 'key' && file !== undefined && rest.length === 1 && typeof name === 'string' && /^\S{1,100}$/.test(name))
      return makeKey(context, file, name)
    throw new CommandError(exitCodes.usage, 'erase-usage')
  },
}
