import type { ErrorDialect } from './platform/http/index.ts'

/** The usual exception of a status; a route names another where the standard does (EPCIS 2.0, OpenAPI: the `type` of each problem response). */
const exceptions: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  401: 'SecurityException',
  403: 'SecurityException',
  404: 'NoSuchResourceException',
  406: 'NotAcceptableException',
  409: 'ResourceAlreadyExistsException',
  413: 'CaptureLimitExceededException',
  414: 'URITooLongException',
  415: 'UnsupportedMediaTypeException',
}

/** How errors are named below `/epcis`. */
export const epcisErrors: ErrorDialect = {
  prefix: '/epcis',
  typeOf: (status, exception) => `epcisException:${exception ?? exceptions[status] ?? 'ImplementationException'}`,
}
