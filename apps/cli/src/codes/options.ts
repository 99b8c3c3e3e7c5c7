import { readFile } from 'node:fs/promises'
import { type AhmRules, type CompanyPrefixes, identifierTexts, identifyTexts, parseCompanyPrefixes, tagTexts } from '@proofline/identifiers'
import { type Problem, say } from '@proofline/problems'
import type { CommandContext } from '../command.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** The words of every problem that a code can have. */
export const codeTexts = {
  en: { ...identifierTexts.en, ...tagTexts.en, ...identifyTexts.en },
  zh: { ...identifierTexts.zh, ...tagTexts.zh, ...identifyTexts.zh },
}

/** A problem with its words in the reader's language. */
export const told = (context: CommandContext, problem: Problem): Problem & { readonly message: string } => ({
  ...problem,
  message: say(codeTexts, context.terminal.language, problem.code, problem.params),
})

export function textOption(context: CommandContext, name: string): string | undefined {
  const value = context.values[name]
  return typeof value === 'string' ? value : undefined
}

export function numberOption(context: CommandContext, name: string, least: number, most: number): number | undefined {
  const text = textOption(context, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < least || value > most)
    throw new CommandError(exitCodes.usage, 'option-number', { name, least, most, found: text })
  return value
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    throw new CommandError(
      exitCodes.usage,
      'no-such-file',
      { path, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    )
  }
}

/** GS1's table of company prefixes, or the maker's own, from the file of `--prefixes`. */
export async function companyPrefixes(context: CommandContext): Promise<CompanyPrefixes | undefined> {
  const path = textOption(context, 'prefixes')
  if (path === undefined) return undefined
  const table = parseCompanyPrefixes(await readJson(path))
  if (table.ok) return table.value
  const reason = table.problems.map((problem) => told(context, problem).message).join('\n  ')
  throw new CommandError(exitCodes.usage, 'prefixes-wrong', { path, reason })
}

const ahmFields: readonly unknown[] = ['lot', 'serial', 'manufactured', 'bestBefore', 'expiry']
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isLength = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0 && Number(value) <= 100

function isAhmRules(value: unknown): value is AhmRules {
  if (!isRecord(value) || !isRecord(value.elements)) return false
  const texts = [value.source, value.start, value.separator].every((text) => typeof text === 'string' && text !== '')
  const elements = Object.values(value.elements).every((field) => ahmFields.includes(field))
  return (
    texts && elements && isLength(value.vendorLength) && isLength(value.productLength) && /^(?:YY)?YYMMDD$/.test(String(value.dateFormat))
  )
}

/** The rules of AHM codes from the file of `--ahm-rules`. */
export async function ahmRules(context: CommandContext): Promise<AhmRules | undefined> {
  const path = textOption(context, 'ahm-rules')
  if (path === undefined) return undefined
  const rules = await readJson(path)
  if (isAhmRules(rules)) return rules
  throw new CommandError(exitCodes.usage, 'ahm-rules-wrong', { path })
}
