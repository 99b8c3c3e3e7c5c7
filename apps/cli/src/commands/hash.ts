import { hash } from 'node:crypto'
import { epcisTexts, type HashableEvent, hashableEvents, hashOfPrehash, prehash } from '@proofline/epcis'
import { say } from '@proofline/problems'
import type { Command, CommandContext } from '../command.ts'
import { epcisEndings, findDocuments, readDocument } from '../documents/index.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** `label` tells the documents apart where there are several; a single one gives bare lines, as other tools of the field do. */
function showEvent({ terminal, values }: CommandContext, name: string, found: HashableEvent, index: number, label: string): void {
  const text = prehash(found.event, found.context, found.ignored)
  const hashed = hashOfPrehash(text, sha256)
  const { eventID } = found.event
  terminal.result({ document: name, event: index, ...(typeof eventID === 'string' ? { eventID } : {}), hash: hashed, prehash: text })
  terminal.line(`${label}${values.prehash === true ? text : hashed}`)
}

/** @returns whether events were found in the document and hashed */
async function hashDocument(context: CommandContext, name: string, path: string, several: boolean): Promise<boolean> {
  const { terminal } = context
  const read = await readDocument(name, path)
  if (!read.ok) {
    const [first] = read.problems
    const reason = first === undefined ? '' : say(epcisTexts, terminal.language, first.code, first.params)
    terminal.result({ document: name, problems: read.problems })
    terminal.remark(terminal.say('hash-unreadable', { name, reason }))
    return false
  }
  const events = hashableEvents(read.value)
  for (const [index, found] of events.entries()) showEvent(context, name, found, index, several ? `${name}#${index}  ` : '')
  if (events.length > 0) return true
  terminal.result({ document: name, events: 0 })
  terminal.remark(terminal.say('hash-no-events', { name }))
  return false
}

export const hashCommand: Command = {
  name: 'hash',
  options: { prehash: { type: 'boolean' } },
  run: async (context): Promise<ExitCode> => {
    if (context.positionals.length === 0) throw new CommandError(exitCodes.usage, 'nothing-named', { command: 'hash' })
    let failed = 0
    let seen = 0
    for await (const document of findDocuments(context.positionals, epcisEndings)) {
      try {
        seen += 1
        const several = seen > 1 || context.positionals.length > 1 || document.name !== context.positionals[0]
        if (!(await hashDocument(context, document.name, document.path, several))) failed += 1
      } finally {
        await document.discard()
      }
    }
    return failed > 0 ? exitCodes.refused : exitCodes.done
  },
}
