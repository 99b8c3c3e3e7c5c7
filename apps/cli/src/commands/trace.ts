import type { Command } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { askTrace, checkFrozen, freezeScope, readQuestion, saveAnswer, showAnswer, showFrozen, wantedFiles } from '../tracing/index.ts'

/** An incomplete answer is an answer: what it could not see stands in it, and the exit code is 0. */
export const traceCommand: Command = {
  name: 'trace',
  options: {
    ask: { type: 'string', short: 'a' },
    forward: { type: 'boolean' },
    backward: { type: 'boolean' },
    'as-of': { type: 'string' },
    since: { type: 'string' },
    at: { type: 'string' },
    certain: { type: 'boolean' },
    'seed-only': { type: 'boolean' },
    reasons: { type: 'boolean' },
    condition: { type: 'string', multiple: true },
    csv: { type: 'string' },
    xlsx: { type: 'string' },
    ndjson: { type: 'string' },
    units: { type: 'boolean' },
    freeze: { type: 'boolean' },
    reason: { type: 'string' },
    check: { type: 'string' },
  },
  run: async (context): Promise<ExitCode> => {
    const { terminal, positionals, values } = context
    if (typeof values.check === 'string') return checkFrozen(context, values.check)
    let question = readQuestion(positionals, values)
    const files = wantedFiles(values)
    const units = values.units === true
    if (units && (question.ask !== 'lots' || files.length === 0)) throw new CommandError(exitCodes.usage, 'trace-units-where')
    const startMs = performance.now()
    const reason = typeof values.reason === 'string' ? values.reason : undefined
    const frozen = values.freeze === true ? await freezeScope(context, question, reason) : undefined
    // What is shown and written is what was frozen.
    if (frozen !== undefined) question = { ...question, asOf: { index: frozen.asOf.index } }
    if (files.length === 0) {
      const answer = await askTrace(context, question)
      terminal.result(answer)
      terminal.line(terminal.say(`asked-${question.ask}`, { seed: positionals.join(', ') || terminal.say('trace-condition-seed') }))
      showAnswer(terminal, question.ask, answer, performance.now() - startMs)
    }
    for (const file of files) await saveAnswer(context, question, file, units)
    if (frozen !== undefined) {
      terminal.result({ frozen })
      showFrozen(terminal, frozen)
    }
    return exitCodes.done
  },
}
