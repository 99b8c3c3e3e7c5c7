import { epcisTexts } from '@proofline/epcis'
import { identifierTexts } from '@proofline/identifiers'
import { type Problem, say } from '@proofline/problems'
import type { Command, CommandContext } from '../command.ts'
import { checkFile, epcisEndings, findDocuments } from '../documents/index.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatCount } from '../terminal/index.ts'

const catalog = { en: { ...identifierTexts.en, ...epcisTexts.en }, zh: { ...identifierTexts.zh, ...epcisTexts.zh } }

type Verdict = { readonly form: string | undefined; readonly events: number; readonly problems: readonly Problem[] }

async function judge(name: string, path: string): Promise<Verdict> {
  const checked = await checkFile(name, path)
  if (!checked.ok) return { form: undefined, events: 0, problems: checked.problems }
  return { form: checked.value.form, events: checked.value.events.length, problems: [] }
}

function show({ terminal }: CommandContext, name: string, { form, events, problems }: Verdict): void {
  const told = problems.map((problem) => ({ ...problem, message: say(catalog, terminal.language, problem.code, problem.params) }))
  terminal.result({ document: name, valid: problems.length === 0, ...(form === undefined ? {} : { form, events }), problems: told })
  if (problems.length === 0) {
    terminal.line(terminal.say('check-right', { name, events: formatCount(events, terminal.language) }))
    return
  }
  terminal.line(terminal.say('check-wrong', { name, problems: formatCount(problems.length, terminal.language) }))
  for (const { at, params, message, clause } of told) {
    const place = params?.line === undefined ? '' : `  (${params.line}:${params.column ?? 1})`
    terminal.line(`  ${at === '' ? '/' : at}${place}\n      ${message}${clause === undefined ? '' : `  [${clause}]`}`)
  }
}

export const checkCommand: Command = {
  name: 'check',
  options: {},
  run: async (context): Promise<ExitCode> => {
    if (context.positionals.length === 0) throw new CommandError(exitCodes.usage, 'nothing-named', { command: 'check' })
    let wrong = 0
    for await (const document of findDocuments(context.positionals, epcisEndings)) {
      try {
        const verdict = await judge(document.name, document.path)
        if (verdict.problems.length > 0) wrong += 1
        show(context, document.name, verdict)
      } finally {
        await document.discard()
      }
    }
    return wrong > 0 ? exitCodes.refused : exitCodes.done
  },
}
