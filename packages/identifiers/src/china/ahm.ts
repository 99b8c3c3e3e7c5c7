import { type Result, succeed } from '@proofline/problems'
import type { Read } from '../hibc/index.ts'
import { type Reading, Remarks } from '../reading.ts'
import { readDate, type UdiDate } from '../udi-date.ts'
import type { Ahm, AhmField, AhmRules } from './model.ts'

/** Reads an AHM code by the rules that its user supplies; without rules an AHM code is opaque and nothing reads it. */
export function parseAhm(text: string, rules: AhmRules): Result<Ahm> {
  const { value, problems } = readAhm(text, rules)
  return value === undefined || problems.length > 0 ? { ok: false, problems } : succeed(value)
}

/** What can be read although it is wrong. `offset` characters of the scan stand before `text`. */
export function readAhm(text: string, rules: AhmRules, offset = 0): Reading<Ahm> {
  const remarks = new Remarks(offset, `AHM (${rules.source})`)
  if (!text.startsWith(rules.start)) {
    remarks.add('ahm-start', 0, { expected: rules.start })
    return { value: undefined, problems: remarks.problems }
  }
  const body = text.slice(rules.start.length)
  const [device = '', ...parts] = rules.separator === '' ? [body] : body.split(rules.separator, 64)
  const expected = rules.vendorLength + rules.productLength
  const whole = device.length === expected && /^[0-9A-Za-z]+$/.test(device)
  if (!whole) remarks.add('ahm-product', rules.start.length, { found: device.slice(0, 40), expected })
  const texts = new Map<AhmField, Read>()
  const dates = new Map<AhmField, UdiDate>()
  // The longest name first, so that no name hides another that begins like it.
  const elementNames = Object.keys(rules.elements).sort((a, b) => b.length - a.length)
  let at = rules.start.length + device.length + rules.separator.length
  for (const part of parts) {
    const name = elementNames.find((candidate) => part.startsWith(candidate)) ?? ''
    const field = rules.elements[name]
    const raw = part.slice(name.length)
    const known = field !== undefined && (texts.has(field) || dates.has(field))
    if (field === undefined || raw === '') remarks.add('ahm-element', at, { found: part.slice(0, 20) })
    else if (known) remarks.add('ahm-repeated', at, { name })
    else if (field === 'lot' || field === 'serial') texts.set(field, { value: raw, position: offset + at + name.length + 1 })
    else {
      const date = readDate(raw, rules.dateFormat)
      if (date === undefined) remarks.add('ahm-date', at, { name, found: raw.slice(0, 20) })
      else dates.set(field, date)
    }
    at += part.length + rules.separator.length
  }
  const value = {
    udiDi: device === '' ? undefined : device,
    vendor: whole ? device.slice(0, rules.vendorLength) : undefined,
    product: whole ? device.slice(rules.vendorLength) : undefined,
    lot: texts.get('lot'),
    serial: texts.get('serial'),
    manufactured: dates.get('manufactured'),
    bestBefore: dates.get('bestBefore'),
    expiry: dates.get('expiry'),
  }
  return { value, problems: remarks.problems }
}
