import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import fastifySwagger from '@fastify/swagger'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify'
import type { Log } from '../log/index.ts'
import { type AccessOptions, requireToken } from './access.ts'
import { rememberMethods } from './methods.ts'
import { answerError, answerUnknownRoute, type ErrorDialect, type KnownFailures, rawRefusal } from './problem.ts'
import { enableWebSockets, shouldUpgrade } from './websocket.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The handler bounds its own time (`answerWithin`): no timer and no abort signal around each request of a busy route. */
    answersInTime?: boolean
  }
}

/** The server as every module's routes see it: schemas in TypeBox, types from them. */
export type HttpServer = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>

export type HttpOptions = AccessOptions & {
  readonly log: Log
  /** Of the API description. */
  readonly title?: string
  readonly description?: string
  readonly version: string
  readonly dialects?: readonly ErrorDialect[]
  readonly failures?: readonly KnownFailures[]
  /** A body of a route that names no limit of its own. */
  readonly bodyLimitBytes?: number
  readonly maxConnections?: number
  readonly requestTimeoutMs?: number
  /** Whoever has no answer by then gets 503, however long the database stands still. A route may name another time. */
  readonly answerTimeoutMs?: number
}

const securityHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
} as const

/**
 * An HTTP server with everything that no route should have to think of: problems, tokens, limits, time limits, headers, the API description
 * at `/openapi.json`. Routes are added by the modules, then `listen`.
 */
export async function openHttpServer(options: HttpOptions): Promise<HttpServer> {
  const log: FastifyBaseLogger = options.log
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    requestTimeout: options.requestTimeoutMs ?? 120_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    trustProxy: false,
    routerOptions: { maxParamLength: 4096 },
    http: { maxHeaderSize: 32 * 1024, headersTimeout: 15_000, connectionsCheckingInterval: 2_000, shouldUpgradeCallback: shouldUpgrade },
    ajv: { customOptions: { allErrors: true, coerceTypes: 'array', removeAdditional: false } },
    // An address that cannot be decoded, or with a part that is too long: it has no route, and is answered as any other problem.
    frameworkErrors: (error, request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(securityHeaders)
      answerError(error, request, reply)
    },
    // A hostile `__proto__` is refused, not taken out: nothing of a body may change on its way in.
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    clientErrorHandler(error: Error & { code?: string; rawPacket?: unknown }, socket: Socket) {
      const received = error.rawPacket instanceof Uint8Array ? error.rawPacket : undefined
      if (socket.writable && error.code !== 'ECONNRESET') socket.write(rawRefusal(error.code, received, options.dialects ?? []))
      socket.destroy()
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.server.maxConnections = options.maxConnections ?? 1024
  app.setErrorHandler(answerError)
  app.setNotFoundHandler(answerUnknownRoute)
  rememberMethods(app)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(securityHeaders)
    done()
  })
  app.addHook('onRoute', (route) => {
    if (route.config?.answersInTime !== true) route.handlerTimeout ??= options.answerTimeoutMs ?? 30_000
  })
  app.decorate('errorDialects', options.dialects ?? [])
  app.decorate('knownFailures', options.failures ?? [])
  requireToken(app, options)
  enableWebSockets(app)
  await describeApi(app, options)
  return app
}

async function describeApi(app: HttpServer, options: HttpOptions): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: options.title ?? 'Proofline',
        version: options.version,
        description: options.description ?? '',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'The file client-token in the data folder.' } },
      },
      security: [{ token: [] }],
    },
  })
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

/** Stops taking connections, lets running requests end, and ends those that do not within `timeoutMs`. */
export async function closeHttpServer(app: HttpServer, timeoutMs = 10_000): Promise<void> {
  const deadline = setTimeout(() => app.server.closeAllConnections(), timeoutMs)
  try {
    await app.close()
  } finally {
    clearTimeout(deadline)
  }
}
