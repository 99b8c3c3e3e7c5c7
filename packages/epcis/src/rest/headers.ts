import { type EpcFormat, epcFormats } from '../answer/epc-format.ts'
import { prooflineNamespace } from '../context.ts'

/** What is spoken here. Patch levels of 2.0 differ in wording only. */
const spoken = '2.0.0'

/** What is wrong with one header; the words are in `restTexts`. */
export type HeaderFault = { readonly code: string; readonly params: Readonly<Record<string, string>> }

/** Names in lower case, as Node and the Fetch API have them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

const read = (headers: RequestHeaders, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'object' ? value.join(',') : value
}

/** EPCIS 2.0 §12.3: every answer names the versions spoken; OPTIONS names the range. */
export const versionHeaders: Readonly<Record<string, string>> = { 'GS1-EPCIS-Version': spoken, 'GS1-CBV-Version': spoken }

export const rangeHeaders: Readonly<Record<string, string>> = {
  ...versionHeaders,
  'GS1-EPCIS-Min': spoken,
  'GS1-EPCIS-Max': spoken,
  'GS1-CBV-Min': spoken,
  'GS1-CBV-Max': spoken,
}

/** What every answer tells besides: the extensions that may stand in it. */
export const answerHeaders: Readonly<Record<string, string>> = { ...versionHeaders, 'GS1-Extensions': `proofline=${prooflineNamespace}` }

/** What OPTIONS announces besides: that any form of EPCs and CBV values may be asked for. */
export const announcedHeaders: Readonly<Record<string, string>> = {
  ...rangeHeaders,
  ...answerHeaders,
  'GS1-EPC-Format': 'No_Preference',
  'GS1-CBV-XML-Format': 'No_Preference',
}

const versionsAsked = ['EPCIS', 'CBV'].flatMap((standard) =>
  (['Version', 'Min', 'Max'] as const).map((edge) => {
    const name = `GS1-${standard}-${edge}`
    return { name, field: name.toLowerCase(), edge }
  }),
)

/** `undefined` where the client's versions include ours (EPCIS 2.0 §12.3: otherwise 406). */
export function findVersionFault(headers: RequestHeaders): HeaderFault | undefined {
  for (const { name, field, edge } of versionsAsked) {
    const value = read(headers, field)
    if (value === undefined) continue
    const match = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$/.exec(value.trim())
    if (match === null) return { code: 'version-unreadable', params: { name, value: value.slice(0, 40) } }
    const order = compareMinor(Number(match[1]), Number(match[2]))
    if ((edge === 'Version' && order !== 0) || (edge === 'Min' && order > 0) || (edge === 'Max' && order < 0)) {
      return { code: 'version-unsupported', params: { name, value, spoken } }
    }
  }
  return undefined
}

const compareMinor = (major: number, minor: number): number => major - 2 || minor

const mostExtensions = 100

/** `prefix=URI` pairs, separated by commas (EPCIS 2.0 §12.3, GS1-Extensions). */
export function parseExtensions(headers: RequestHeaders): (readonly [string, string])[] | HeaderFault {
  const value = read(headers, 'gs1-extensions')?.trim()
  if (value === undefined || value === '') return []
  const prefixes: (readonly [string, string])[] = []
  for (const part of value.split(',')) {
    const match = /^\s*([A-Za-z_][\w.-]{0,63})=([a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]{1,500})\s*$/i.exec(part)
    if (match?.[1] === undefined || match[2] === undefined || prefixes.length === mostExtensions) {
      return { code: 'extensions-unreadable', params: { value: part.trim().slice(0, 80) } }
    }
    prefixes.push([match[1], match[2]])
  }
  return prefixes
}

/** GS1-CBV-XML-Format (EPCIS 2.0 §12.3): the form of CBV values in XML; JSON has bare words only. */
export type CbvXmlFormat = 'No_Preference' | 'Always_Web_URI' | 'Always_URN' | 'Never_Translates'
export const cbvXmlFormats: readonly CbvXmlFormat[] = ['No_Preference', 'Always_Web_URI', 'Always_URN', 'Never_Translates']

/** `Always_GS1_Digital_Link` where the header is absent. */
export const parseEpcFormat = (headers: RequestHeaders): EpcFormat | HeaderFault =>
  parseChoice(headers, 'GS1-EPC-Format', epcFormats, 'Always_GS1_Digital_Link')

/** `No_Preference` where the header is absent. */
export const parseCbvXmlFormat = (headers: RequestHeaders): CbvXmlFormat | HeaderFault =>
  parseChoice(headers, 'GS1-CBV-XML-Format', cbvXmlFormats, 'No_Preference')

function parseChoice<Choice extends string>(
  headers: RequestHeaders,
  name: string,
  choices: readonly Choice[],
  absent: Choice,
): Choice | HeaderFault {
  const value = read(headers, name.toLowerCase())?.trim()
  if (value === undefined) return absent
  const found = choices.find((choice) => choice === value)
  return found ?? { code: 'header-choice-unknown', params: { name, value: value.slice(0, 40), choices: choices.join(', ') } }
}
