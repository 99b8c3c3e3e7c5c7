import { buildIdentifier } from '../build.ts'
import { Findings } from '../findings.ts'
import type { Gs1Identifier, PathAi } from '../identifier.ts'
import { checkKey, checkQualifier } from '../key-syntax.ts'
import { keyRuleOf, qualifierRules } from '../keys.ts'
import { putAlphanumeric, putCountedNumber, takeAlphanumeric, takeCountedNumber } from './alphanumeric.ts'
import { BitWriter } from './bits.ts'
import { putData, type TagElement, takeData } from './data.ts'
import { dateTypes, isDateAi, putDate, takeDate } from './dates.ts'
import type { Decoding } from './findings.ts'
import { putDelimited, putDigits, takeDelimited, takeDigits } from './half-bytes.ts'
import { putHostname, takeHostname } from './hostname.ts'
import type { PlusRule } from './schemes.ts'

type Keys = Partial<Record<PathAi, string>>

export type PlusContent = {
  readonly filter: number
  readonly identifier: Gs1Identifier | undefined
  readonly date: TagElement | undefined
  readonly hostname: string | undefined
  readonly data: readonly TagElement[]
  /** Where the EPC itself ends and data or filling begins. */
  readonly bits: number
}

/** Reads a `+` or `++` EPC behind its header and the data behind it (TDS §14.6, §15.3). */
export function takePlus(decoding: Decoding, rule: PlusRule): PlusContent {
  const { reader } = decoding
  const announced = reader.take(1) === 1
  const filter = reader.take(3)
  const date = rule.date ? takePrioritisedDate(decoding) : undefined
  const before = decoding.findings.problems.length
  const keyAt = reader.at
  const key = rule.digits > 0 ? takeDigits(decoding, rule.digits) : takeDelimited(decoding, 5, rule.keyMost)
  const readable = decoding.findings.problems.length === before
  const serialAt = reader.at
  const serial = decoding.ended ? undefined : takePlusSerial(decoding, rule)
  const hostname = rule.hostname && !decoding.ended ? takeHostname(decoding) : undefined
  const bits = reader.at
  const keys: Keys = { [rule.key]: key }
  if (serial !== undefined && rule.serial !== null) {
    if (rule.serial.ai === 'tail') keys[rule.key] = key + serial
    // A GLN without extension is written with the extension 0 (TDS §6.3.3).
    else if (rule.serial.ai !== '254' || serial !== '0') keys[rule.serial.ai] = serial
  }
  // Of digits that could not be read nothing more is said.
  if (readable && !decoding.ended) verifyKeys(decoding, rule, keys, keyAt, serialAt)
  const data = decoding.ended ? [] : readData(decoding, announced)
  const whole = !decoding.ended && decoding.findings.problems.length === 0
  return { filter, identifier: whole ? identityWith(rule, keys, data) : undefined, date, hostname, data, bits }
}

function takePlusSerial(decoding: Decoding, { serial }: PlusRule): string | undefined {
  if (serial === null) return undefined
  if (serial.kind === 'digits') return takeCountedNumber(decoding, serial.lengthBits, serial.most)
  return takeAlphanumeric(decoding, serial.lengthBits, serial.most)
}

function takePrioritisedDate(decoding: Decoding): TagElement | undefined {
  const at = decoding.reader.at
  const type = decoding.reader.take(4)
  const ai = dateTypes[type]
  if (ai === undefined) decoding.add('tag-date-type', at, { found: type }, 'TDS 2.3 §14.5.3')
  const value = takeDate(decoding, 3)
  return ai === undefined ? undefined : { ai, value }
}

/**
 * The toggle bit serves filtering over the air; whether there is data is told by the bits themselves (TDS §14.5.1, §15.3). Where it says that
 * there is none, bits that make no sense are the remains of an earlier content and no fault of this one.
 */
function readData(decoding: Decoding, announced: boolean): readonly TagElement[] {
  const { reader, findings } = decoding
  const at = reader.at
  const known = findings.problems.length
  const data = takeData(decoding)
  if (announced || (!decoding.ended && findings.problems.length === known)) return data
  findings.problems.length = known
  decoding.stopped = false
  reader.overrun = false
  reader.at = at
  return []
}

function verifyKeys(decoding: Decoding, rule: PlusRule, keys: Keys, keyAt: number, serialAt: number): void {
  const keyRule = keyRuleOf(rule.key)
  if (keyRule === undefined) throw new TypeError(`No rule for the key (${rule.key})`)
  const findings = new Findings()
  const clause = 'GS1 General Specifications §3'
  const at = (index: number): number =>
    decoding.positionOf(index < rule.digits || rule.digits === 0 ? Math.min(keyAt + 4 * Math.max(0, index), serialAt) : serialAt)
  checkKey(keyRule, keys[rule.key] ?? '', { findings, at, clause, verifyCheckDigit: true })
  for (const [ai, value] of Object.entries(keys)) {
    const qualifier = qualifierRules.get(ai)
    if (qualifier !== undefined) checkQualifier(ai, qualifier, value, { findings, at: () => decoding.positionOf(serialAt), clause })
  }
  decoding.findings.take(findings.problems)
}

/** Data may qualify the key further: a lot behind a serial number stands in `lotUri`. */
export function identityWith(
  rule: PlusRule,
  keys: Readonly<Keys>,
  data: readonly TagElement[],
  companyPrefixLength?: number,
): Gs1Identifier {
  const all: Keys = { ...keys }
  const sequences = keyRuleOf(rule.key)?.qualifiers ?? []
  const { serial } = rule
  const allowed =
    (serial === null || serial.ai === 'tail' ? sequences[0] : sequences.find((sequence) => sequence.some((name) => name === serial.ai))) ??
    []
  for (const { ai, value } of data) if (isPathAi(ai) && allowed.some((name) => name === ai)) all[ai] ??= value
  return buildIdentifier(rule.key, all, companyPrefixLength)
}

const isPathAi = (ai: string): ai is PathAi => qualifierRules.has(ai)

export type PlusWish = {
  readonly filter: number
  readonly date: TagElement | undefined
  readonly hostname: string | undefined
  readonly data: readonly TagElement[]
}

/** The bits of a checked identifier, and where the EPC itself ends. */
export function putPlus(rule: PlusRule, keys: Readonly<Keys>, wish: PlusWish): { readonly writer: BitWriter; readonly bits: number } {
  const writer = new BitWriter()
  const value = keys[rule.key] ?? ''
  writer.put(rule.header, 8)
  writer.put(wish.data.length > 0 ? 1 : 0, 1)
  writer.put(wish.filter, 3)
  if (wish.date !== undefined && isDateAi(wish.date.ai)) {
    writer.put(dateTypes.indexOf(wish.date.ai), 4)
    putDate(writer, wish.date.value)
  }
  if (rule.digits > 0) putDigits(writer, value.slice(0, rule.digits))
  else putDelimited(writer, value, 5)
  const { serial } = rule
  if (serial !== null) {
    const text = serial.ai === 'tail' ? value.slice(rule.digits) : (keys[serial.ai] ?? '0')
    if (serial.kind === 'digits') putCountedNumber(writer, text, serial.lengthBits)
    else putAlphanumeric(writer, text, serial.lengthBits)
  }
  if (wish.hostname !== undefined) putHostname(writer, wish.hostname)
  const bits = writer.length
  putData(writer, wish.data)
  return { writer, bits }
}
