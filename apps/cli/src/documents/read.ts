import { readFile } from 'node:fs/promises'
import { type JsonValue, jsonLimits, parseJson } from '@proofline/epcis'
import type { Result } from '@proofline/problems'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** A document is read as one text, which a host keeps in memory several times over while it is looked at. */
const mostBytes = 400_000_000

/** Documents larger than a server takes at once are captured in parts: a reader of the whole allows them accordingly more. */
const limits = { maxMembers: jsonLimits.maxMembers * 50, maxProblems: 100_000 }

/**
 * The JSON that stands in a file, or every problem of its text.
 * @throws CommandError `file-too-large`, `no-such-file`
 */
export async function readDocument(name: string, path: string): Promise<Result<JsonValue>> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.usage, 'no-such-file', { path: name, reason: error.code ?? error.message }, { cause: error })
  })
  if (bytes.length > mostBytes)
    throw new CommandError(exitCodes.usage, 'file-too-large', { path: name, size: bytes.length, limit: mostBytes })
  return parseJson(bytes, limits)
}
