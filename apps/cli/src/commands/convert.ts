import { companyPrefixLengthOf, type Identification, identify, isGs1 } from '@proofline/identifiers'
import type { Problem } from '@proofline/problems'
import {
  codesOf,
  companyPrefixes,
  convert,
  formatProblems,
  isTarget,
  numberOption,
  targets,
  textOption,
  told,
  visible,
} from '../codes/index.ts'
import type { Command, CommandContext } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { convertFiles, isFileTarget } from './convert-file.ts'

/** The words of this command's own refusals stand with the command's; those of codes in their catalogue. */
const ownCodes = new Set(['convert-none', 'convert-scheme'])

function refuseCode(context: CommandContext, code: string, problems: readonly Problem[]): void {
  const { terminal } = context
  const worded = problems.map((problem) =>
    ownCodes.has(problem.code) ? { ...problem, message: terminal.say(problem.code, problem.params) } : told(context, problem),
  )
  terminal.result({ code, ok: false, problems: worded })
  if (terminal.json) return
  terminal.remark(visible(code.slice(0, 500)))
  for (const problem of problems) {
    const own = ownCodes.has(problem.code) ? [`  ${terminal.say(problem.code, problem.params)}`] : formatProblems(context, '  ', [problem])
    for (const line of own) terminal.remark(line)
  }
}

async function convertCodes(context: CommandContext, target: string | undefined): Promise<ExitCode> {
  if (target === undefined || !isTarget(target))
    throw new CommandError(exitCodes.usage, 'convert-target', { targets: [...targets, 'json', 'xml'].join(', ') })
  const { terminal } = context
  const prefixes = await companyPrefixes(context)
  const length = numberOption(context, 'prefix-length', 6, 12)
  const origin = textOption(context, 'origin')
  const filter = numberOption(context, 'filter', 0, 63)
  const [scheme, hostname] = [textOption(context, 'scheme'), textOption(context, 'hostname')]
  const prefixLength = ({ identifier }: Identification): number | undefined =>
    length ??
    (prefixes !== undefined && identifier !== undefined && isGs1(identifier) ? companyPrefixLengthOf(prefixes, identifier) : undefined)
  let wrong = false
  for await (const code of codesOf(context.positionals, 'convert')) {
    const found = identify(code, { partial: true, ...(origin === undefined ? {} : { origin }) })
    const written = found.ok
      ? convert(found, target, { scheme, filter, hostname, companyPrefixLength: prefixLength(found) })
      : { ok: false as const, problems: found.problems }
    if (!written.ok) {
      wrong = true
      refuseCode(context, code, written.problems)
      continue
    }
    terminal.result({ code, ok: true, to: target, ...written.value })
    // For a pipe the value goes out as it is, FNC1 as ASCII 29; on a screen it is shown.
    terminal.line(process.stdout.isTTY ? visible(written.value.value) : written.value.value)
  }
  return wrong ? exitCodes.refused : exitCodes.done
}

export const convertCommand: Command = {
  name: 'convert',
  options: {
    to: { type: 'string' },
    prefixes: { type: 'string' },
    'prefix-length': { type: 'string' },
    origin: { type: 'string' },
    scheme: { type: 'string' },
    filter: { type: 'string' },
    hostname: { type: 'string' },
    words: { type: 'string' },
    out: { type: 'string' },
  },
  run: async (context): Promise<ExitCode> => {
    const target = textOption(context, 'to')
    return isFileTarget(target) ? await convertFiles(context, target) : await convertCodes(context, target)
  },
}
