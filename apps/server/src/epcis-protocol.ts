import { answerHeaders, findVersionFault, rangeHeaders, restTexts } from '@proofline/epcis/rest'
import { type ErrorDialect, type HttpServer, Refusal } from './platform/http/index.ts'

const prefix = '/epcis'

/** The usual exception of a status; a route names another where the standard does (EPCIS 2.0, OpenAPI: the `type` of each problem response). */
const exceptions: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  401: 'SecurityException',
  403: 'SecurityException',
  404: 'NoSuchResourceException',
  405: 'NoSuchResourceException',
  406: 'NotAcceptableException',
  409: 'ResourceAlreadyExistsException',
  413: 'CaptureLimitExceededException',
  414: 'URITooLongException',
  415: 'UnsupportedMediaTypeException',
}

/** How errors are named below `/epcis`. */
export const epcisErrors: ErrorDialect = {
  prefix,
  typeOf: (status, exception) => `epcisException:${exception ?? exceptions[status] ?? 'ImplementationException'}`,
}

/**
 * Characters of path and query; what is longer is asked in several requests, or given a name. The address comes back in the Link header,
 * and clients read 16 kB of headers.
 */
const longestAddress = 8 * 1024

/**
 * What holds for every address below `/epcis`, whoever answers there (EPCIS 2.0 §12.3): each answer, also an error, names the versions spoken;
 * a client that cannot live with them is told so (406) before anything else is looked at. Before the routes are registered.
 */
export function registerEpcisProtocol(http: HttpServer, version: string): void {
  const headers = { ...answerHeaders, 'GS1-Vendor-Version': `Proofline/${version}` }
  http.addHook('onRequest', async (request, reply) => {
    const { url } = request
    if (!url.startsWith(prefix) || !['/', '?', ''].includes(url.charAt(prefix.length))) return
    reply.headers(headers)
    if (url.length > longestAddress) throw new Refusal(414, 'address-too-long')
    const fault = findVersionFault(request.headers)
    if (fault === undefined) return
    // With what would do.
    const options = { catalogs: [restTexts], params: fault.params, headers: rangeHeaders }
    throw new Refusal(fault.code === 'version-unsupported' ? 406 : 400, fault.code, options)
  })
}
