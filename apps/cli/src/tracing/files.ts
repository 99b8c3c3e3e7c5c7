import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CommandContext } from '../command.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { formatCount } from '../terminal/index.ts'
import type { Question, Values } from './question.ts'

const types = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ndjson: 'application/x-ndjson',
} as const
type FileForm = keyof typeof types
const fileForms = Object.keys(types) as FileForm[]

export type Wanted = { readonly form: FileForm; readonly path: string }

export const wantedFiles = (values: Values): Wanted[] =>
  fileForms.flatMap((form) => {
    const path = values[form]
    return typeof path === 'string' ? [{ form, path }] : []
  })

/** Writes an answer as it comes to a file, or to standard output (`-`). What broke off on the way is said, and left where it is. */
export async function saveAnswer(context: CommandContext, question: Question, { form, path }: Wanted, units: boolean): Promise<void> {
  const { terminal } = context
  const connection = await context.connect()
  const told = units ? { ...question, list: 'units' } : question
  const body = await connection.open(`/trace${form === 'csv' ? '?bom=true' : ''}`, told, types[form])
  const out = path === '-' ? process.stdout : createWriteStream(path)
  let bytes = 0
  const counted = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      bytes += chunk.length
      yield chunk
    }
  }
  try {
    await pipeline(Readable.fromWeb(body), counted, out, { end: path !== '-' })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))
    throw new CommandError(exitCodes.failed, 'not-writable', { path, reason: code }, { cause: error })
  }
  if (path === '-') return
  terminal.result({ out: path, bytes })
  terminal.line(`  ${terminal.say('trace-saved', { path, bytes: formatCount(bytes, terminal.language) })}`)
}
