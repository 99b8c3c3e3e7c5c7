import { identify } from '@proofline/identifiers'
import { ahmRules, answerForMachines, codesOf, companyPrefixes, numberOption, showAnswer, textOption } from '../codes/index.ts'
import type { Command } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'

export const identifyCommand: Command = {
  name: 'identify',
  options: {
    tolerant: { type: 'boolean' },
    partial: { type: 'boolean' },
    origin: { type: 'string' },
    prefixes: { type: 'string' },
    'prefix-length': { type: 'string' },
    'ahm-rules': { type: 'string' },
  },
  run: async (context): Promise<ExitCode> => {
    const { terminal, positionals, values } = context
    const prefixLength = numberOption(context, 'prefix-length', 6, 12)
    const prefixes = await companyPrefixes(context)
    const origin = textOption(context, 'origin')
    const rules = await ahmRules(context)
    const options = {
      mode: values.tolerant === true ? ('tolerant' as const) : ('strict' as const),
      partial: values.partial === true,
      // The clock is read here: years of two digits on GS1 labels are those around the year of the reading.
      readingYear: new Date().getFullYear(),
      ...(origin === undefined ? {} : { origin }),
      ...(prefixLength === undefined ? {} : { companyPrefixLength: prefixLength }),
      ...(prefixes === undefined ? {} : { companyPrefixes: prefixes }),
      ...(rules === undefined ? {} : { ahmRules: rules }),
    }
    let wrong = false
    for await (const code of codesOf(positionals, 'identify')) {
      const answer = identify(code, options)
      wrong ||= !answer.ok || answer.flags.length > 0
      terminal.result(answerForMachines(context, answer))
      if (!terminal.json) showAnswer(context, answer)
    }
    return wrong ? exitCodes.refused : exitCodes.done
  },
}
