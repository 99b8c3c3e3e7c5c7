import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createFactory, type Factory, sourceKeys, usualDisturbances } from '@proofline/factory'
import { ClientTokens } from '@proofline/server/operations'
import { BenchServer, type Scratch, withScratch } from '../bench/index.ts'
import type { CommandContext } from '../command.ts'
import { type Connection, openConnection } from '../connection/index.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatCount, formatDuration, type Terminal } from '../terminal/index.ts'
import { askTrace, showAnswer } from '../tracing/index.ts'
import { verifyBundleFile } from '../verification/index.ts'

export type DemoOptions = { readonly seed: string; readonly objects: number; readonly out: string | undefined }

/** The factory's own: what goes to a party or place below it has not left. */
const companyPrefix = '9520100'

/** Two documents on their way at once: the server checks one while it records the other. */
const inFlight = 2

class Steps {
  readonly #terminal: Terminal
  #number = 0

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  /** Announces a step, runs it, says how long it took. */
  async run<T>(code: string, params: Record<string, string | number>, work: () => Promise<T>): Promise<T> {
    this.#number += 1
    this.#terminal.line(`\n${this.#number}. ${this.#terminal.say(code, params)}`)
    const startMs = performance.now()
    const value = await work()
    const durationMs = performance.now() - startMs
    this.#terminal.result({ step: this.#number, what: code.replace(/^demo-/, ''), durationMs: Math.round(durationMs) })
    this.#terminal.line(`   ${this.#terminal.say('demo-took', { duration: formatDuration(durationMs) })}`)
    return value
  }
}

/** Every system of the factory as a client of its own: each is a source of its own. */
async function connectAll(context: CommandContext, dataFolder: string, address: string): Promise<Map<string, Connection>> {
  const tokens = new ClientTokens(dataFolder)
  const connections = new Map<string, Connection>()
  for (const client of sourceKeys) {
    tokens.add(client)
    connections.set(client, await openConnection({ dataFolder, address, client, language: context.terminal.language }))
  }
  return connections
}

async function captureOne(connection: Connection, text: string): Promise<void> {
  const { status, headers, body } = await connection.request('POST', '/epcis/capture', {
    body: new TextEncoder().encode(text),
    contentType: 'application/ld+json',
    headers: { 'gs1-epcis-version': '2.0.0' },
  })
  const location = headers.get('location')
  if (status !== 202 || location === null) {
    throw new CommandError(exitCodes.failed, 'request-refused', { status, detail: JSON.stringify(body).slice(0, 2000) })
  }
  for (;;) {
    const job = (await connection.request('GET', new URL(location, connection.address).pathname)).body as {
      running: boolean
      success: boolean
    }
    if (!job.running && job.success) return
    if (!job.running) throw new CommandError(exitCodes.failed, 'demo-job-failed', { job: location })
    await new Promise((done) => setTimeout(done, 20))
  }
}

async function captureFactory(context: CommandContext, connections: Map<string, Connection>, factory: Factory): Promise<void> {
  const { terminal } = context
  const counts = { documents: 0, events: 0, bytes: 0 }
  const texts = factory.texts()
  const progress = terminal.progress(terminal.say('demo-capturing'))
  const work = async (): Promise<void> => {
    for (let next = texts.next(); next.done !== true; next = texts.next()) {
      const { source, events, text } = next.value
      const connection = connections.get(source)
      if (connection === undefined) throw new CommandError(exitCodes.failed, 'demo-job-failed', { job: source })
      await captureOne(connection, text)
      counts.documents += 1
      counts.events += events
      counts.bytes += text.length
      progress.update(counts.events, 0)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, work))
  progress.end()
  const { language } = terminal
  terminal.line(
    `   ${terminal.say('demo-captured', {
      events: formatCount(counts.events, language),
      documents: formatCount(counts.documents, language),
      sources: connections.size,
      megabytes: (counts.bytes / 1e6).toFixed(1),
    })}`,
  )
}

async function askAndShow(context: CommandContext, ask: 'forward' | 'backward', id: string): Promise<void> {
  const startMs = performance.now()
  const answer = await askTrace(context, { ask, seed: [id] })
  context.terminal.result({ ask, seed: id, answer })
  showAnswer(context.terminal, ask, answer, performance.now() - startMs)
}

async function runSteps(context: CommandContext, scratch: Scratch, { seed, objects, out }: DemoOptions): Promise<ExitCode> {
  const { terminal } = context
  const steps = new Steps(terminal)
  const factory = createFactory({ seed, objects, serialParts: 'B', disturbances: usualDisturbances })
  const server = await steps.run('demo-start', {}, () => BenchServer.start(scratch, { PROOFLINE_OWN: companyPrefix }))
  const dataFolder = join(scratch.folder, 'data')
  const connections = await connectAll(context, dataFolder, server.address)
  const count = formatCount(objects, terminal.language)
  await steps.run('demo-capture', { seed, objects: count }, () => captureFactory(context, connections, factory))
  const { supplierLot, serial } = factory.notables()
  const connection = await openConnection({ dataFolder, address: server.address, language: terminal.language })
  const asking: CommandContext = { ...context, dataFolder, connect: async () => connection }
  await steps.run('demo-forward', { id: supplierLot }, () => askAndShow(asking, 'forward', supplierLot))
  await steps.run('demo-backward', { id: serial }, () => askAndShow(asking, 'backward', serial))
  const path = out ?? join(scratch.folder, 'bundle.zip')
  await steps.run('demo-export', { id: serial }, async () => {
    const bytes = await connection.download('/evidence', { objects: [serial], withBodies: true })
    await writeFile(path, bytes)
    terminal.line(`   ${terminal.say('exported', { out: path, bytes: formatCount(bytes.length, terminal.language) })}`)
  })
  return await steps.run('demo-verify', {}, () => verifyBundleFile(context, path, []))
}

/** The whole product once, on a made-up factory, in a data folder of its own that goes when it ends: nothing of it reaches a real record. */
export async function runDemo(context: CommandContext, options: DemoOptions): Promise<ExitCode> {
  const startMs = performance.now()
  context.terminal.line(context.terminal.say('demo-intro'))
  const exitCode = await withScratch((scratch) => runSteps(context, scratch, options))
  context.terminal.line(`\n${context.terminal.say('demo-done', { duration: formatDuration(performance.now() - startMs) })}`)
  return exitCode
}
