import { hash } from 'node:crypto'
import { readIndex } from '../../platform/database/index.ts'
import { parseEnvelope } from '../facts/index.ts'
import type { Findings } from './model.ts'

export const copyFactsOut = `copy (select index, commitment, salt, envelope, body_salt, body, event_hash from record_fact order by index)
  to stdout (format binary)`

/** What the row of a fact turned out to be. `text`: its envelope, one character a byte. */
export type CheckedRow = {
  index: number
  /** One character a byte. */
  leafHash: string
  recordedAt: string
  text: string
  /** Where the keys begin and end in `text`, between the brackets. */
  guardsFrom: number
  guardsTo: number
  /** Where the name of the kind begins in `text`. */
  kindAt: number
  bodyFrom: number
  bodyTo: number
  isErased: boolean
}

export const newCheckedRow = (): CheckedRow => ({
  index: -1,
  leafHash: '',
  recordedAt: '',
  text: '',
  guardsFrom: 0,
  guardsTo: 0,
  kindAt: 0,
  bodyFrom: 0,
  bodyTo: 0,
  isErased: false,
})

/**
 * Checks the row that begins at `start`: body → envelope → commitment, and makes the leaf hash. Fills `row`. The three things that are hashed
 * are put together where they lie: salt and bytes stand four bytes (a length) apart, so the salt is moved up to its bytes and the domain byte
 * written before it. Nothing is copied but the salts.
 * @returns where the row ends.
 */
export function checkRow(bytes: Buffer, start: number, row: CheckedRow, findings: Findings): number {
  const index = readIndex(bytes, start + 6)
  const commitmentAt = start + 18
  const saltAt = commitmentAt + 36
  const envelopeAt = saltAt + 20
  const envelopeEnd = envelopeAt + bytes.readInt32BE(envelopeAt - 4)
  const text = bytes.toString('latin1', envelopeAt, envelopeEnd)
  row.index = index
  row.text = text
  const bodyHash = readEnvelope(row, findings)
  const end = checkBody(bytes, envelopeEnd, row, bodyHash, findings)
  const commitment = bytes.toString('latin1', commitmentAt, commitmentAt + 32)
  bytes.copyWithin(saltAt + 4, saltAt, saltAt + 16)
  bytes[saltAt + 3] = 1
  if (hash('sha256', viewOf(bytes, saltAt + 3, envelopeEnd), 'binary') !== commitment) findings.add('commitment-mismatch', index)
  // The low byte of the length before the commitment.
  bytes[commitmentAt - 1] = 0
  row.leafHash = hash('sha256', viewOf(bytes, commitmentAt - 1, commitmentAt + 32), 'binary')
  return end
}

/** A plain array over the same bytes: half the price of a Buffer's `subarray`. */
const viewOf = (bytes: Buffer, from: number, to: number): Uint8Array => new Uint8Array(bytes.buffer, bytes.byteOffset + from, to - from)

/** Inside a JSON text a quotation mark has a backslash before it: these marks can stand nowhere but between members. */
const bodyHashMark = '","bodyHash":"'
const guardsMark = '"guards":['
const kindMark = '],"kind":"'
const recordedMark = '","recordedAt":"'

/** Finds in the text what the check needs, without building it as an object. @returns where the body's hash begins, −1 where there is none. */
function readEnvelope(row: CheckedRow, findings: Findings): number {
  const { text } = row
  const hashAt = text.indexOf(bodyHashMark) + bodyHashMark.length
  const guardsAt = text.indexOf(guardsMark, hashAt + 64)
  const kindAt = text.indexOf(kindMark, guardsAt)
  const recordedAt = text.indexOf(recordedMark, kindAt)
  if (hashAt < bodyHashMark.length || guardsAt < 0 || kindAt < 0 || recordedAt < 0) {
    row.recordedAt = ''
    row.guardsFrom = 0
    row.guardsTo = 0
    row.kindAt = 0
    findings.add('envelope-malformed', row.index)
    return -1
  }
  row.guardsFrom = guardsAt + guardsMark.length
  row.guardsTo = kindAt
  row.kindAt = kindAt + kindMark.length
  row.recordedAt = text.slice(recordedAt + recordedMark.length, recordedAt + recordedMark.length + 24)
  return hashAt
}

/** @returns where the row ends. */
function checkBody(bytes: Buffer, at: number, row: CheckedRow, hashAt: number, findings: Findings): number {
  const saltLength = bytes.readInt32BE(at)
  const saltAt = at + 4
  const lengthAt = saltAt + Math.max(0, saltLength)
  const length = bytes.readInt32BE(lengthAt)
  const bodyAt = lengthAt + 4
  const bodyEnd = bodyAt + Math.max(0, length)
  row.bodyFrom = bodyAt
  row.bodyTo = bodyEnd
  row.isErased = length < 0
  const attributeEnd = checkEventHash(bytes, bodyEnd, row, findings)
  if (length < 0) return attributeEnd
  if (saltLength !== 16) {
    findings.add('body-mismatch', row.index)
    return attributeEnd
  }
  bytes.copyWithin(saltAt + 4, saltAt, saltAt + 16)
  bytes[saltAt + 3] = 2
  const digest = hash('sha256', viewOf(bytes, saltAt + 3, bodyEnd), 'hex')
  if (hashAt >= 0 && !row.text.startsWith(digest, hashAt)) findings.add('body-mismatch', row.index)
  return attributeEnd
}

const eventHashMark = '"eventHash":"'

function checkEventHash(bytes: Buffer, at: number, row: CheckedRow, findings: Findings): number {
  const length = bytes.readInt32BE(at)
  const end = at + 4 + Math.max(0, length)
  // Between the body's hash and the guards, or not there at all.
  const named = row.guardsFrom - guardsMark.length - 66
  const hasNamed = named > 0 && row.text.startsWith(eventHashMark, named - eventHashMark.length)
  const isSame = length < 0 ? !hasNamed : hasNamed && row.text.startsWith(bytes.toString('hex', at + 4, end), named)
  if (!isSame) findings.add('event-hash-mismatch', row.index)
  return end
}

/** The whole of an envelope, read slowly: for the few facts whose content matters to the log itself. */
export const envelopeOf = (text: string) => parseEnvelope(Buffer.from(text, 'latin1'))
