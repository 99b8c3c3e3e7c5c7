import type { CaptureLimits, ErrorBehaviour } from './model.ts'

/** What this server speaks. Patch levels of 2.0 differ in wording only. */
const spoken = '2.0.0'

export type HeaderFault = { readonly code: string; readonly params: Readonly<Record<string, string>> }

type Headers = Readonly<Record<string, string | string[] | undefined>>

const read = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(',') : value
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

export const limitHeaders = (limits: CaptureLimits): Readonly<Record<string, string>> => ({
  'GS1-EPCIS-Capture-Limit': String(limits.maxEvents),
  'GS1-EPCIS-Capture-File-Size-Limit': String(limits.maxBytes),
})

/** `undefined` where the client's versions include ours (EPCIS 2.0 §12.3: otherwise 406). */
export function findVersionFault(headers: Headers): HeaderFault | undefined {
  for (const standard of ['EPCIS', 'CBV'] as const) {
    for (const edge of ['Version', 'Min', 'Max'] as const) {
      const name = `GS1-${standard}-${edge}`
      const value = read(headers, name.toLowerCase())
      if (value === undefined) continue
      const match = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$/.exec(value.trim())
      if (match === null) return { code: 'version-unreadable', params: { name, value: value.slice(0, 40) } }
      const order = compareMinor(Number(match[1]), Number(match[2]))
      if ((edge === 'Version' && order !== 0) || (edge === 'Min' && order > 0) || (edge === 'Max' && order < 0)) {
        return { code: 'version-unsupported', params: { name, value, spoken } }
      }
    }
  }
  return undefined
}

const compareMinor = (major: number, minor: number): number => major - 2 || minor

/** `rollback` where the header is absent (EPCIS 2.0 §12.6.2). */
export function parseErrorBehaviour(headers: Headers): ErrorBehaviour | HeaderFault {
  const value = read(headers, 'gs1-capture-error-behaviour')?.trim()
  if (value === undefined || value === 'rollback') return 'rollback'
  if (value === 'proceed') return 'proceed'
  return { code: 'error-behaviour-unknown', params: { value: value.slice(0, 40) } }
}

/** `prefix=URI` pairs, separated by commas (EPCIS 2.0 §12.3, GS1-Extensions). */
export function parseExtensions(headers: Headers): (readonly [string, string])[] | HeaderFault {
  const value = read(headers, 'gs1-extensions')?.trim()
  if (value === undefined || value === '') return []
  const prefixes: (readonly [string, string])[] = []
  for (const part of value.split(',')) {
    const match = /^\s*([A-Za-z_][\w.-]{0,63})=([a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]{1,500})\s*$/i.exec(part)
    if (match?.[1] === undefined || match[2] === undefined || prefixes.length === 100) {
      return { code: 'extensions-unreadable', params: { value: part.trim().slice(0, 80) } }
    }
    prefixes.push([match[1], match[2]])
  }
  return prefixes
}

/** RFC 9110 §12.5.1, as far as it matters here: is one of the types that we write acceptable at all? */
export function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true
  return accept
    .slice(0, 2_000)
    .toLowerCase()
    .split(',')
    .some((part) => {
      const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim())
      const refused = parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))
      return !refused && ['*/*', 'application/*', 'application/json', 'application/ld+json', 'application/problem+json'].includes(range)
    })
}

/** The media types of JSON documents; others are 415. A charset other than UTF-8 is another media type to us (RFC 8259 §8.1). */
export function isJsonType(contentType: string | undefined): boolean {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((piece) => piece.trim())
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  return (
    (type === 'application/json' || type === 'application/ld+json') && (charset === undefined || charset === 'utf-8' || charset === 'utf8')
  )
}

/** An `Idempotency-Key`: 1 to 255 visible characters. `undefined` where absent. */
export function parseIdempotencyKey(headers: Headers): string | undefined | HeaderFault {
  const value = read(headers, 'idempotency-key')?.trim()
  if (value === undefined) return undefined
  return /^[\x21-\x7e]{1,255}$/.test(value) ? value : { code: 'idempotency-key-unreadable', params: {} }
}
