import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from './problem.ts'

/** Who sends a request: an opaque id that may be recorded, never a name. */
export type Client = { readonly id: string }

declare module 'fastify' {
  interface FastifyRequest {
    /** The client whose token came with the request; `undefined` on public addresses without one. */
    client: Client | undefined
  }
}

export type AccessOptions = {
  /** The client of a token, compared in constant time; `undefined` where the token is nobody's. */
  readonly findClient: (token: string) => Client | undefined
  /** Addresses without a token: exact paths, and folders that end in `/`. */
  readonly publicPaths: readonly string[]
}

/** Everything needs `Authorization: Bearer <token>` (RFC 6750), also what does not exist; only the public addresses do not. */
export function requireToken(app: FastifyInstance, options: AccessOptions): void {
  app.decorateRequest('client', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    const { authorization } = request.headers
    const token = /^Bearer ([A-Za-z0-9._~+/-]{1,500}=*)$/i.exec(authorization ?? '')?.[1]
    request.client = token === undefined ? undefined : options.findClient(token)
    if (request.client !== undefined || isPublic(request, options.publicPaths)) {
      done()
      return
    }
    const known = authorization === undefined ? 'token-missing' : 'token-wrong'
    const challenge = known === 'token-missing' ? 'Bearer realm="proofline"' : 'Bearer realm="proofline", error="invalid_token"'
    done(new Refusal(401, known, { headers: { 'www-authenticate': challenge } }))
  })
}

/** The client of a request that has passed the hook on an address that is not public. */
export function clientOf(request: FastifyRequest): Client {
  if (request.client === undefined) throw new Refusal(401, 'token-missing', { headers: { 'www-authenticate': 'Bearer realm="proofline"' } })
  return request.client
}

/** By the route that was found, not by the text of the address: what `..` or `%2e` would make of it plays no part. */
function isPublic(request: FastifyRequest, publicPaths: readonly string[]): boolean {
  const route = request.routeOptions.url
  if (route === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  return publicPaths.some((path) => (path.length > 1 && path.endsWith('/') ? route.startsWith(path) : route === path))
}
