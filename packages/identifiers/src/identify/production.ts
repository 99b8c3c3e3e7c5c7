import type { AiValue } from '../gs1/element.ts'
import { type DateFormat, readDate, type UdiDate } from '../udi-date.ts'
import type { LabelText, ProductionIdentifiers } from './model.ts'

type DateName = 'expiry' | 'manufactured' | 'bestBefore' | 'packaged'
type TextName = 'lot' | 'serial' | 'softwareVersion'

/** GS1 application identifiers in the terms of FDA's UDI rule; the exact time wins over the day (General Specifications §3.4, §3.9). */
const dateAis: Readonly<Record<string, readonly [DateName, DateFormat]>> = {
  '11': ['manufactured', 'YYMMDD'],
  '13': ['packaged', 'YYMMDD'],
  '15': ['bestBefore', 'YYMMDD'],
  '17': ['expiry', 'YYMMDD'],
  '7003': ['expiry', 'YYMMDDHHNN'],
  '8008': ['manufactured', 'YYMMDDHH'],
}
const textAis: Readonly<Record<string, TextName>> = { '10': 'lot', '21': 'serial', '235': 'serial', '8012': 'softwareVersion' }

export function productionIdentifiers(
  elements: readonly (AiValue & { readonly position?: number })[],
  readingYear: number | undefined,
): ProductionIdentifiers {
  const dates: Partial<Record<DateName, UdiDate>> = {}
  const texts: Partial<Record<TextName, LabelText>> = {}
  for (const { ai, value, position } of elements) {
    const text = textAis[ai]
    if (text !== undefined) texts[text] ??= { raw: value, value, position }
    const rule = dateAis[ai]
    if (rule === undefined) continue
    const [name, format] = rule
    // Minutes and seconds of a production time are optional; the hour is what is common to all.
    const date = readDate(ai === '8008' ? value.slice(0, 8) : value, format, { openDay: true, readingYear })
    if (date !== undefined && (ai.length > 2 || dates[name] === undefined)) dates[name] = { ...date, raw: value }
  }
  return { ...texts, ...dates }
}

/** A count of items: variable count (30), or the count of trade items in a container (37). */
export function quantityOf(elements: readonly AiValue[]): number | undefined {
  const count = elements.find(({ ai }) => ai === '30' || ai === '37')
  return count !== undefined && /^\d{1,8}$/.test(count.value) ? Number(count.value) : undefined
}
