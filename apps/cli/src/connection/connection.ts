import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Language } from '@proofline/problems'
import { CommandError, exitCodes } from '../exit-codes.ts'

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown }

/** The server as the command sees it: its public API, with the client's token. */
export type Connection = {
  readonly address: string
  /** Sends one request and reads the whole answer. A refusal (400–499) is an answer; no answer, 401 and 5xx throw a {@link CommandError}. */
  request(
    method: string,
    path: string,
    options?: { body?: Uint8Array; contentType?: string; headers?: Record<string, string> },
  ): Promise<Answer>
  /** Posts a JSON question and gives the answer's bytes; a refusal throws with the server's own words. */
  download(path: string, question: unknown): Promise<Uint8Array>
  /** The same in the form that is asked for, as it comes: however long, it is not held in memory. */
  open(path: string, question: unknown, accept: string): Promise<ReadableStream<Uint8Array>>
}

type Place = {
  readonly dataFolder: string
  readonly address: string | undefined
  readonly client?: string | undefined
  readonly language: Language
}

const requestTimeoutMs = 600_000
/** The server asks for patience while it is full or PostgreSQL restarts; beyond this the command gives up. */
const patienceMs = 120_000

async function readOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new CommandError(exitCodes.unauthorised, 'not-readable', { path, reason: code ?? String(error) }, { cause: error })
  }
}

async function findAddress({ dataFolder, address }: Place): Promise<string> {
  if (address !== undefined) return address.replace(/\/+$/, '')
  const path = join(dataFolder, 'server.json')
  const text = await readOrUndefined(path)
  if (text === undefined) throw new CommandError(exitCodes.unreachable, 'no-server', { folder: dataFolder })
  const { address: found } = JSON.parse(text) as { address?: unknown }
  if (typeof found !== 'string') throw new CommandError(exitCodes.unreachable, 'no-server', { folder: dataFolder })
  return found
}

async function findToken({ dataFolder, client }: Place): Promise<string> {
  const fromEnvironment = process.env.PROOFLINE_TOKEN
  if (fromEnvironment && client === undefined) return fromEnvironment.trim()
  const path =
    client === undefined || client === 'api-client-1' ? join(dataFolder, 'client-token') : join(dataFolder, 'clients', basename(client))
  const text = await readOrUndefined(path)
  if (text === undefined && client !== undefined)
    throw new CommandError(exitCodes.unauthorised, 'no-client', { client, folder: dataFolder })
  if (text === undefined) throw new CommandError(exitCodes.unauthorised, 'no-token', { folder: dataFolder })
  return text.trim()
}

const pause = (durationMs: number): Promise<void> => new Promise((done) => setTimeout(done, durationMs))

/** @throws CommandError `no-server`, `no-token`, `not-readable` */
export async function openConnection(place: Place): Promise<Connection> {
  const address = await findAddress(place)
  const token = await findToken(place)

  const send: Connection['request'] extends (...args: infer A) => unknown ? (...args: A) => Promise<Response> : never = async (
    method,
    path,
    options = {},
  ) => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'accept-language': place.language, ...options.headers }
    if (options.contentType !== undefined) headers['content-type'] = options.contentType
    const deadlineMs = performance.now() + patienceMs
    for (;;) {
      let response: Response
      try {
        const body = options.body === undefined ? undefined : (options.body as Uint8Array<ArrayBuffer>)
        response = await fetch(address + path, { method, headers, ...(body && { body }), signal: AbortSignal.timeout(requestTimeoutMs) })
      } catch (error) {
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
        throw new CommandError(exitCodes.unreachable, 'no-answer', { address, reason: cause }, { cause: error })
      }
      if (response.status === 401 || response.status === 403) throw new CommandError(exitCodes.unauthorised, 'unauthorised', { address })
      const retryAfter = response.headers.get('retry-after')
      // A refusal that names no time is not one that time mends: a log that lacks what was signed, say.
      if (response.status !== 503 || retryAfter === null || performance.now() > deadlineMs) return response
      await response.arrayBuffer()
      await pause(Math.min(10, Number(retryAfter) || 1) * 1000)
    }
  }

  const refuseFailure = async (response: Response): Promise<void> => {
    if (response.status < 500) return
    const text = await response.text()
    throw new CommandError(exitCodes.failed, 'server-failed', { status: response.status, detail: text.slice(0, 500) })
  }

  const post = async (path: string, question: unknown, headers: Record<string, string> = {}): Promise<Response> => {
    const body = new TextEncoder().encode(JSON.stringify(question))
    const response = await send('POST', path, { body, contentType: 'application/json', headers })
    await refuseFailure(response)
    if (response.ok) return response
    throw new CommandError(exitCodes.refused, 'request-refused', {
      status: response.status,
      detail: (await response.text()).slice(0, 2000),
    })
  }

  return {
    address,
    request: async (method, path, options) => {
      const response = await send(method, path, options)
      await refuseFailure(response)
      const text = await response.text()
      const type = response.headers.get('content-type') ?? ''
      return { status: response.status, headers: response.headers, body: type.includes('json') && text !== '' ? JSON.parse(text) : text }
    },
    download: async (path, question) => new Uint8Array(await (await post(path, question)).arrayBuffer()),
    open: async (path, question, accept) => {
      const { body } = await post(path, question, { accept })
      if (body === null) throw new CommandError(exitCodes.failed, 'server-failed', { status: 200, detail: '' })
      return body
    },
  }
}
