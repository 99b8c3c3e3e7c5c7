import { type LookupAddress, lookup } from 'node:dns'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { getCACertificates } from 'node:tls'
import { createAddressCheck, type DestinationPolicy, isLoopback, parseDestination } from './destination.ts'
import type { AttemptFailure } from './model.ts'
import { type Attempt, parseRetryAfter } from './rules.ts'

export type Resolve = (host: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void

export type SenderOptions = {
  readonly policy: DestinationPolicy
  readonly connectTimeoutMs: number
  readonly answerTimeoutMs: number
  readonly now: () => number
  /** Certificates (PEM) of authorities of the operator's own, beside those that everybody trusts. */
  readonly authorities?: readonly string[]
  /** The system's resolver, unless said otherwise. */
  readonly resolve?: Resolve
}

const resolveBySystem: Resolve = (host, done) => lookup(host, { all: true, verbatim: true }, done)

class AddressRefused extends Error {}
class TooLate extends Error {}

/** What a receiver writes as its answer is of no interest beyond this. */
const mostAnswerBytes = 64 * 1024

/** Sends bodies to receivers. Redirects are not followed; what is connected to is what was checked, whatever the name says the next time. */
export class Sender {
  readonly #options: SenderOptions
  readonly #agents: { readonly http: HttpAgent; readonly https: HttpsAgent }

  constructor(options: SenderOptions) {
    this.#options = options
    const settings = { keepAlive: true, maxFreeSockets: 64, timeout: 30_000, autoSelectFamily: true } as const
    const { authorities = [] } = options
    const trust = authorities.length === 0 ? {} : { ca: [...getCACertificates('default'), ...authorities] }
    this.#agents = { http: new HttpAgent(settings), https: new HttpsAgent({ ...settings, ...trust }) }
  }

  close(): void {
    this.#agents.http.destroy()
    this.#agents.https.destroy()
  }

  /** One attempt. Never rejects. @param signal gives it up: what the receiver has by then nobody knows. */
  async send(dest: string, body: Uint8Array, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Attempt> {
    const { policy, now } = this.#options
    // Asked again each time: the operator may have taken a network or a port away since it was subscribed.
    const url = parseDestination(dest, policy)
    if (!url.ok) return { what: 'forbidden' }
    try {
      const { status, retryAfter } = await this.#post(url.value, body, headers, signal)
      if (status >= 200 && status < 300) return { what: 'acknowledged' }
      if (status === 413) return { what: 'too-large' }
      if (status === 410) return { what: 'gone' }
      const retryAfterMs = parseRetryAfter(retryAfter, now())
      return { what: 'failed', failure: { code: 'status-refusing', status }, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    } catch (error) {
      if (error instanceof AddressRefused) return { what: 'forbidden' }
      const code: AttemptFailure = error instanceof TooLate ? 'answer-late' : 'connection-failed'
      return { what: 'failed', failure: { code, status: null } }
    }
  }

  #post(
    url: URL,
    body: Uint8Array,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ status: number; retryAfter: string | undefined }> {
    const { connectTimeoutMs, answerTimeoutMs } = this.#options
    const isPlain = url.protocol === 'http:'
    return new Promise((resolve, reject) => {
      const request = (isPlain ? httpRequest : httpsRequest)(url, {
        method: 'POST',
        agent: isPlain ? this.#agents.http : this.#agents.https,
        lookup: this.#lookup(isPlain),
        headers: { ...headers, 'content-length': String(body.length) },
        signal,
      })
      const late = (): void => void request.destroy(new TooLate('no answer in time'))
      let timer = setTimeout(late, connectTimeoutMs)
      const connected = (): void => {
        clearTimeout(timer)
        timer = setTimeout(late, answerTimeoutMs)
      }
      request.once('socket', (socket) => {
        if (!socket.connecting) connected()
        else socket.once(isPlain ? 'connect' : 'secureConnect', connected)
      })
      request.once('close', () => clearTimeout(timer))
      request.on('error', reject)
      request.once('response', (response) => void readToEnd(response).then(resolve, reject))
      request.end(body)
    })
  }

  /** Plain http goes to this machine only, whatever a name resolves to. */
  #lookup(isPlain: boolean): LookupFunction {
    const { policy, resolve = resolveBySystem } = this.#options
    const isAllowed = createAddressCheck(policy)
    return (host, options, done) => {
      resolve(host, (error, addresses) => {
        const fit = addresses?.filter(({ address }) => isIP(address) !== 0 && isAllowed(address) && (!isPlain || isLoopback(address))) ?? []
        const [first] = fit
        if (error !== null) done(error, '')
        else if (first === undefined) done(new AddressRefused(`${host} has no address that may be connected to`), '')
        else if (options.all === true) done(null, fit)
        else done(null, first.address, first.family)
      })
    }
  }
}

/** An answer counts when it has come whole: who dies in the midst of it may not have kept what it was sent. */
async function readToEnd(response: IncomingMessage): Promise<{ status: number; retryAfter: string | undefined }> {
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostAnswerBytes) break
  }
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }
}
