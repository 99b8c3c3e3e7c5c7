import { type IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type WebSocket, WebSocketServer } from 'ws'
import { Refusal } from './problem.ts'

export type { WebSocket } from 'ws'

/** Requests that arrived as an upgrade, with the connection that they may take over. */
type Upgrade = { readonly socket: Duplex; readonly head: Buffer; readonly response: ServerResponse }
const upgrades = new WeakMap<IncomingMessage, Upgrade>()

const wantsWebSocket = ({ method, headers }: IncomingMessage): boolean => method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'

/** For `http` of the server: whoever offers another protocol (h2c) is answered in this one. */
export const shouldUpgrade = wantsWebSocket

/** Messages of clients are not read: a small one does no harm. */
const mostClientBytes = 4_096
/** Until the connection is taken over, which ends this limit. */
const silenceMs = 60_000

/** A route for upgrades only, beside one of the same address for plain requests: `constraints: upgradeOnly`. */
export const upgradeOnly = { upgrade: 'websocket' } as const

/**
 * WebSockets (RFC 6455) through the same routing as everything else: token, limits and problems are those of any request, until the route takes the
 * connection over with `acceptWebSocket`. Before the routes are registered.
 */
export function enableWebSockets(app: FastifyInstance): void {
  app.addConstraintStrategy({
    name: 'upgrade',
    storage: () => {
      const handlers = new Map<unknown, never>()
      return { get: (value) => handlers.get(value) ?? null, set: (value, handler) => void handlers.set(value, handler as never) }
    },
    deriveConstraint: (request) => (upgrades.has(request) ? upgradeOnly.upgrade : undefined),
    validate: () => undefined,
  })
  app.server.on('upgrade', (request, socket, head) => {
    // Nobody else listens any more: a connection that breaks here would end the process.
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket as never)
    // The server's own limits have let go of the connection: who neither speaks nor reads, or leaves it half open, must not keep it.
    const connection = socket instanceof Socket ? socket : undefined
    connection?.setTimeout(silenceMs, () => socket.destroy())
    response.once('finish', () => (connection === undefined ? socket.end() : connection.destroySoon()))
    upgrades.set(request, { socket, head, response })
    app.routing(request, response)
  })
}

const server = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload: mostClientBytes })
const extraHeaders = new WeakMap<IncomingMessage, Readonly<Record<string, string>>>()
server.on('headers', (lines, request) => {
  for (const [name, value] of Object.entries(extraHeaders.get(request) ?? {})) lines.push(`${name}: ${value}`)
})

/** Throws Refusal `upgrade-malformed` where the handshake is none (RFC 6455 §4.2.1). To be asked before anything is promised. */
export function assertHandshake(request: FastifyRequest): void {
  const { 'sec-websocket-key': key, 'sec-websocket-version': version } = request.headers
  if (upgrades.has(request.raw) && version === '13' && /^[A-Za-z0-9+/]{22}==$/.test(key ?? '')) return
  throw new Refusal(400, 'upgrade-malformed')
}

/** 101 with `headers`; the route has answered with that. @returns undefined: the connection broke meanwhile. */
export function acceptWebSocket(
  request: FastifyRequest,
  reply: FastifyReply,
  headers: Readonly<Record<string, string>>,
): Promise<WebSocket | undefined> {
  const upgrade = upgrades.get(request.raw)
  if (upgrade === undefined) throw new Refusal(400, 'upgrade-malformed')
  reply.hijack()
  const { socket, head, response } = upgrade
  response.detachSocket(socket as never)
  extraHeaders.set(request.raw, headers)
  return new Promise((resolve) => {
    socket.once('close', () => resolve(undefined))
    server.handleUpgrade(request.raw, socket, head, resolve)
  })
}
