import type { JsonValue } from '../json/model.ts'
import { isXmlText } from './names.ts'

const inText = /[&<>\r]/g
const inAttribute = /[&<>"\t\n\r]/g
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

const reference = (found: string): string => references[found] ?? found

export const escapeText = (text: string): string => text.replace(inText, reference)

/** ` name="value"`, or nothing where there is no value. */
export const attribute = (name: string, value: string | undefined): string =>
  value === undefined ? '' : ` ${name}="${value.replace(inAttribute, reference)}"`

/** JSON text of a value in characters that XML allows: JSON has an escape for each of the others. */
export function jsonText(value: JsonValue): string {
  const text = JSON.stringify(value)
  if (isXmlText(text)) return text
  let safe = ''
  for (const character of text) {
    safe += isXmlText(character) ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  }
  return safe
}
