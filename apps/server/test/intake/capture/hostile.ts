import { objectEvent } from './documents.ts'

const wrap = (events: string, context = '"https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"'): string =>
  `{"@context":[${context}],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{"eventList":[${events}]}}`
const times = (count: number, one: (i: number) => string): string => Array.from({ length: count }, (_, i) => one(i)).join(',')
const eventWith = (member: string): string => JSON.stringify(objectEvent(1)).replace(/}$/, `,${member}}`)
const own = '{"a":"https://a.example/"}'

/** Each as large as it may be, and as small as the main thread takes it. */
export const hostile: [string, (size: number) => string][] = [
  ['nothing but opening brackets', (size) => '['.repeat(size)],
  ['nothing but opening braces with names', (size) => '{"a":'.repeat(size / 5)],
  ['deep nesting that is closed', (size) => wrap(eventWith(`"a:deep":${'['.repeat(size / 2 - 1000)}${']'.repeat(size / 2 - 1000)}`), own)],
  ['one string', (size) => `"${'x'.repeat(size - 2)}"`],
  ['one string that does not end', (size) => `"${'x'.repeat(size - 2)}`],
  ['one string of escapes', (size) => `"${'\\u0041'.repeat(size / 6 - 1)}"`],
  ['one string of backslashes', (size) => `"${'\\'.repeat(size - 2)}`],
  ['one number', (size) => '1'.repeat(size)],
  ['numbers', (size) => `[${times(size / 9, () => '1e999999')}]`],
  ['nothing but blanks', (size) => ' '.repeat(size)],
  ['nothing but U+0000', (size) => '\0'.repeat(size)],
  ['names that differ', (size) => `{${times(size / 12, (i) => `"${i.toString(36).padStart(6, '0')}":1`)}}`],
  ['names that are the same', (size) => `{${times(size / 6, () => '"a":1')}}`],
  ['names told twice in every event', (size) => wrap(times(size / 14, () => '{"a":1,"a":2}'))],
  ['events that are numbers', (size) => wrap(times(Math.min(10_000, size / 2), () => '7'))],
  ['events that are empty', (size) => wrap(times(Math.min(10_000, size / 3), () => '{}'))],
  ['more events than are taken', (size) => wrap(times(size / 3, () => '{}'))],
  ['prefixes', (size) => wrap('{}', `{${times(size / 40, (i) => `"p${i}":"https://e.example/${i}"`)}}`)],
  ['prefixes that name one another', (size) => wrap(eventWith('"p0:x":1'), `{${times(size / 26, (i) => `"p${i}":"p${i + 1}:x"`)}}`)],
  [
    'identifiers that are almost right',
    (size) => wrap(eventWith(`"childEPCs":[${times(size / 60, (i) => `"urn:epc:id:sgtin:0614141.10734.${i}%zz"`)}]`)),
  ],
  ['an identifier without an end', (size) => wrap(eventWith(`"parentID":"urn:epc:id:sgtin:${'9'.repeat(size - 2000)}"`))],
  ['text that begins like identifiers', (size) => `"${'urn:epc:'.repeat(size / 8 - 1)}"`],
  ['times of great length', (size) => wrap(eventWith(`"recordTime":"2026-01-01T00:00:00.${'0'.repeat(size - 2000)}X"`))],
  [
    'a quantity of great length',
    (size) =>
      wrap(eventWith(`"quantityList":[{"epcClass":"urn:epc:class:lgtin:4012345.012345.1","quantity":0.${'3'.repeat(size - 2000)}}]`)),
  ],
  ['lone surrogates', (size) => `["${'\\ud800'.repeat(size / 6 - 2)}"]`],
]
