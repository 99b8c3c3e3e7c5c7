import type { HeaderFault } from '@proofline/epcis/rest'
import type { CaptureLimits, ErrorBehaviour } from './model.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

const read = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value.join(',') : value
}

export const limitHeaders = (limits: CaptureLimits): Readonly<Record<string, string>> => ({
  'GS1-EPCIS-Capture-Limit': String(limits.maxEvents),
  'GS1-EPCIS-Capture-File-Size-Limit': String(limits.maxBytes),
})

/** `rollback` where the header is absent (EPCIS 2.0 §12.6.2). */
export function parseErrorBehaviour(headers: Headers): ErrorBehaviour | HeaderFault {
  const value = read(headers, 'gs1-capture-error-behaviour')?.trim()
  if (value === undefined || value === 'rollback') return 'rollback'
  if (value === 'proceed') return 'proceed'
  return { code: 'error-behaviour-unknown', params: { value: value.slice(0, 40) } }
}

/** What a Content-Type says the document is; undefined is 415. A charset other than UTF-8 is another media type to us (RFC 8259 §8.1). */
export function documentFormat(contentType: string | undefined): 'json' | 'xml' | undefined {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((piece) => piece.trim())
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') return undefined
  if (type === 'application/json' || type === 'application/ld+json') return 'json'
  return type === 'application/xml' || type === 'text/xml' ? 'xml' : undefined
}

/** An `Idempotency-Key`: 1 to 255 visible characters. `undefined` where absent. */
export function parseIdempotencyKey(headers: Headers): string | undefined | HeaderFault {
  const value = read(headers, 'idempotency-key')?.trim()
  if (value === undefined) return undefined
  return /^[\x21-\x7e]{1,255}$/.test(value) ? value : { code: 'idempotency-key-unreadable', params: {} }
}
