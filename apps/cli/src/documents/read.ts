import { readFile } from 'node:fs/promises'
import { checkDocument, checkXmlDocument, type EpcisDocument, type JsonValue, jsonLimits, parseJson, parseXml } from '@proofline/epcis'
import type { Result } from '@proofline/problems'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** A document is read as one text, which a host keeps in memory several times over while it is looked at. */
const mostBytes = 400_000_000

const maxProblems = 100_000

/** Documents larger than a server takes at once are captured in parts: a reader of the whole allows them accordingly more. */
const limits = { maxMembers: jsonLimits.maxMembers * 50, maxProblems }

async function readBytes(name: string, path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.usage, 'no-such-file', { path: name, reason: error.code ?? error.message }, { cause: error })
  })
  if (bytes.length > mostBytes)
    throw new CommandError(exitCodes.usage, 'file-too-large', { path: name, size: bytes.length, limit: mostBytes })
  return bytes
}

/** Whether a text is XML, by its first character: a byte order mark and blanks may stand before it, and no JSON text begins so. */
export function isXml(bytes: Uint8Array): boolean {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0a || bytes[at] === 0x0d) at += 1
  return bytes[at] === 0x3c
}

/**
 * The EPCIS of a file as JSON, not yet checked; from XML, the JSON that says the same. Or every problem of its text.
 * @throws CommandError `file-too-large`, `no-such-file`
 */
export async function readDocument(name: string, path: string): Promise<Result<JsonValue>> {
  const bytes = await readBytes(name, path)
  if (!isXml(bytes)) return parseJson(bytes, limits)
  const read = parseXml(bytes, limits)
  return read.ok ? { ok: true, value: read.value.document } : read
}

/**
 * The EPCIS document of a file, JSON or XML, or everything that is wrong with it.
 * @throws CommandError `file-too-large`, `no-such-file`
 */
export async function checkFile(name: string, path: string): Promise<Result<EpcisDocument>> {
  const bytes = await readBytes(name, path)
  if (isXml(bytes)) return checkXmlDocument(bytes, { maxProblems })
  const read = parseJson(bytes, limits)
  return read.ok ? checkDocument(read.value, { maxProblems }) : read
}
