import { mkdir, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { epcisTexts, formatXml, isObject } from '@proofline/epcis'
import { identifierTexts } from '@proofline/identifiers'
import { type Problem, type Result, say, succeed } from '@proofline/problems'
import type { CommandContext } from '../command.ts'
import { checkFile, epcisEndings, findDocuments, readDocument } from '../documents/index.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'

export type FileTarget = 'json' | 'xml'
export const isFileTarget = (target: string | undefined): target is FileTarget => target === 'json' || target === 'xml'

const catalog = { en: { ...identifierTexts.en, ...epcisTexts.en }, zh: { ...identifierTexts.zh, ...epcisTexts.zh } }

/** Nothing wrong may be in a document that is converted: what is wrong would be wrong in both, or lost in one. */
async function convertDocument(name: string, path: string, target: FileTarget, words: 'urn' | 'web-uri'): Promise<Result<string>> {
  const checked = await checkFile(name, path)
  if (!checked.ok) return checked
  const read = await readDocument(name, path)
  if (!read.ok) return read
  if (target === 'json' || !isObject(read.value)) return succeed(`${JSON.stringify(read.value, undefined, 2)}\n`)
  return formatXml(read.value, { words })
}

function refuse({ terminal }: CommandContext, name: string, target: FileTarget, problems: readonly Problem[]): void {
  const told = problems.map((problem) => ({ ...problem, message: say(catalog, terminal.language, problem.code, problem.params) }))
  terminal.result({ document: name, to: target, ok: false, problems: told })
  if (terminal.json) return
  terminal.remark(terminal.say('convert-wrong', { name, problems: problems.length }))
  for (const { at, message, clause } of told) {
    terminal.remark(`  ${at === '' ? '/' : at}\n      ${message}${clause === undefined ? '' : `  [${clause}]`}`)
  }
}

function wordsOf(told: unknown): 'urn' | 'web-uri' {
  if (told === undefined || told === 'urn' || told === 'web-uri') return told ?? 'urn'
  throw new CommandError(exitCodes.usage, 'convert-words')
}

/** EPCIS documents from JSON to XML and back: to standard output, or each to a file of its name in the folder `--out`. */
export async function convertFiles(context: CommandContext, target: FileTarget): Promise<ExitCode> {
  const { terminal, positionals, values } = context
  if (positionals.length === 0) throw new CommandError(exitCodes.usage, 'nothing-named', { command: 'convert' })
  const words = wordsOf(values.words)
  const folder = typeof values.out === 'string' ? values.out : undefined
  if (folder !== undefined) await mkdir(folder, { recursive: true })
  const written = new Set<string>()
  let wrong = false
  for await (const { name, path, discard } of findDocuments(positionals, epcisEndings)) {
    try {
      const converted = await convertDocument(name, path, target, words)
      if (!converted.ok) {
        wrong = true
        refuse(context, name, target, converted.problems)
      } else if (folder === undefined) {
        terminal.result({ document: name, to: target, ok: true, text: converted.value })
        terminal.line(converted.value.replace(/\n$/, ''))
      } else {
        const out = join(folder, `${name === '-' ? 'document' : basename(name, extname(name))}.${target}`)
        // Two files of one name in different folders: the second must not replace the first.
        if (written.has(out)) throw new CommandError(exitCodes.usage, 'convert-twice', { path: out })
        written.add(out)
        await writeFile(out, converted.value)
        terminal.result({ document: name, to: target, ok: true, file: out })
        terminal.line(out)
      }
    } finally {
      await discard()
    }
  }
  return wrong ? exitCodes.refused : exitCodes.done
}
