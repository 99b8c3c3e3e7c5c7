import { findVersionFault, restTexts, versionHeaders } from '@proofline/epcis/rest'
import { type HttpServer, Refusal } from './platform/http/index.ts'

const prefix = '/epcis'

/** Characters of path and query; what is longer is to be asked in several requests, or stored as a named query. */
const longestAddress = 16 * 1024

/**
 * What holds for every address below `/epcis`, whoever answers there (EPCIS 2.0 §12.3): each answer, also an error, names the versions spoken;
 * a client that cannot live with them is told so (406) before anything else is looked at. Before the routes are registered.
 */
export function registerEpcisProtocol(http: HttpServer, version: string): void {
  const headers = { ...versionHeaders, 'GS1-Vendor-Version': `Proofline/${version}` }
  http.addHook('onRequest', async (request, reply) => {
    const { url } = request
    if (!url.startsWith(prefix) || !['/', '?', ''].includes(url.charAt(prefix.length))) return
    reply.headers(headers)
    if (url.length > longestAddress) throw new Refusal(414, 'address-too-long')
    const fault = findVersionFault(request.headers)
    if (fault === undefined) return
    throw new Refusal(fault.code === 'version-unsupported' ? 406 : 400, fault.code, { catalogs: [restTexts], params: fault.params })
  })
}
