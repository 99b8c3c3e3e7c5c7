import type { Command } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { askTrace, showTrace } from '../tracing/index.ts'

function asOfOption(text: string | boolean | (string | boolean)[] | undefined): { index: number } | { moment: string } | undefined {
  if (typeof text !== 'string') return undefined
  return /^\d+$/.test(text) ? { index: Number(text) } : { moment: text }
}

export const traceCommand: Command = {
  name: 'trace',
  options: { forward: { type: 'boolean' }, backward: { type: 'boolean' }, 'as-of': { type: 'string' }, certain: { type: 'boolean' } },
  run: async (context): Promise<ExitCode> => {
    const { terminal, positionals, values } = context
    if (positionals.length === 0) throw new CommandError(exitCodes.usage, 'nothing-to-trace')
    if (values.forward === values.backward) throw new CommandError(exitCodes.usage, 'trace-one-direction')
    const ask = values.forward === true ? 'forward' : 'backward'
    const asOf = asOfOption(values['as-of'])
    const startMs = performance.now()
    const answer = await askTrace(context, {
      ask,
      seed: positionals,
      ...(asOf && { asOf }),
      ...(values.certain === true && { filter: { certain: true } }),
    })
    terminal.result(answer)
    terminal.line(terminal.say(`trace-${ask}`, { seed: positionals.join(', ') }))
    showTrace(terminal, answer, performance.now() - startMs)
    return exitCodes.done
  },
}
