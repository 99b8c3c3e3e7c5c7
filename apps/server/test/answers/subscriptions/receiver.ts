import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { atEndOfFile } from '../../support/database.ts'

export type Received = {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly indexes: readonly number[]
}

/** What the receiver does with a delivery: answers with a status, never answers, cuts the connection, or dies in the midst of its answer. */
export type Behaviour =
  | number
  | 'silence'
  | 'reset'
  | 'half'
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }

export type Receiver = {
  readonly url: string
  readonly port: number
  /** Deliveries in the order of their arrival, whatever they were answered. */
  readonly received: Received[]
  /** The log indexes of what was acknowledged, repeats dropped, in the order of arrival. */
  readonly kept: number[]
  behave: (delivery: Received, count: number) => Behaviour | Promise<Behaviour>
}

/** A real HTTP server that keeps what it acknowledges, as a subscriber would. */
export async function startReceiver(behave: Receiver['behave'] = () => 200): Promise<Receiver> {
  const known = new Set<number>()
  const receiver: { -readonly [key in keyof Receiver]: Receiver[key] } = { url: '', port: 0, received: [], kept: [], behave }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => response.destroy())
    const answer = async (): Promise<void> => {
      const body = Buffer.concat(chunks)
      const delivery = { headers: request.headers, body, indexes: indexesOf(body) }
      receiver.received.push(delivery)
      const behaviour = await receiver.behave(delivery, receiver.received.length)
      if (behaviour === 'silence') return
      if (behaviour === 'reset') return void request.socket.destroy()
      if (behaviour === 'half') {
        response.writeHead(200, { 'content-length': '1000' })
        response.write('{"half":')
        return void setImmediate(() => request.socket.destroy())
      }
      const { status, headers = {} } = typeof behaviour === 'number' ? { status: behaviour } : behaviour
      if (status >= 200 && status < 300) {
        for (const index of delivery.indexes) {
          if (!known.has(index)) receiver.kept.push(index)
          known.add(index)
        }
      }
      response.writeHead(status, headers).end()
    }
    request.on('end', () => void answer())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  receiver.port = (server.address() as AddressInfo).port
  receiver.url = `http://127.0.0.1:${receiver.port}/results`
  atEndOfFile(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return receiver
}

export function indexesOf(body: Buffer | string): number[] {
  const document = JSON.parse(body.toString())
  return document.epcisBody.queryResults['proofline:logIndexes']
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(5)
}
