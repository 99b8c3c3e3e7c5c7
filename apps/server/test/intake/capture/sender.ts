import { parentPort, workerData } from 'node:worker_threads'
import { hostile } from './hostile.ts'

// A client on a thread of its own: what it costs to make and send a document is not the server's.
async function send(number: number, size: number): Promise<void> {
  const body = Buffer.from(hostile[number]?.[1](size) ?? '')
  const { address, headers } = workerData
  const response = await fetch(`${address}/epcis/capture`, { method: 'POST', headers, body })
  const text = await response.text()
  parentPort?.postMessage({ sent: body.length, status: response.status, length: text.length, begin: text.slice(0, 400) })
}

parentPort?.on('message', ({ number, size }: { number: number; size: number }) => void send(number, size))
