import { setTimeout as pause } from 'node:timers/promises'
import { maker, type Notables, products, urns } from '@proofline/factory'
import { canonicalize } from '@proofline/identifiers'
import { firstOrganisation } from '@proofline/server/operations'
import type pg from 'pg'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { captureLoad, LoadMaker, openWires } from './capture.ts'
import type { Bench, Profile } from './model.ts'
import type { Scratch } from './scratch.ts'
import { BenchServer } from './server.ts'
import { growTrace, type TraceGrowth } from './trace-growth.ts'
import { Wire } from './wire.ts'

/** Units that are to be made of the one lot, where the history is large enough. */
const hotUnits = 1_000_000
const inFlight = 4
const documentsAtOnce = 20
const settleTimeoutMs = 300_000

const { schema } = firstOrganisation

export type Lots = {
  readonly lots: readonly { readonly id: string; readonly units: { readonly certain: number; readonly atMost: number } }[]
  readonly total: { readonly units: { readonly certain: number; readonly atMost: number } }
}
export type Answer = {
  readonly value: unknown
  readonly gaps: readonly unknown[]
  readonly conditions: readonly { readonly code: string }[]
}

export type Asked = { readonly ms: number; readonly bytes: number; readonly read: () => Answer }

/**
 * Questions over HTTP, one after the other, and how long each answer took. On a connection of their own: one that is kept would be closed by the server
 * while something else is measured.
 */
export async function askTrace(server: BenchServer, questions: readonly object[]): Promise<Asked[]> {
  const requests = questions.map((question) => server.encodePost('/trace', Buffer.from(JSON.stringify(question))))
  const wire = await Wire.open(server.address)
  const asked: Asked[] = []
  try {
    for (const request of requests) {
      const startMs = performance.now()
      const { status, body } = await wire.send(request)
      const ms = performance.now() - startMs
      if (status !== 200) throw new CommandError(exitCodes.failed, 'server-failed', { status, detail: body.toString('utf8', 0, 500) })
      asked.push({ ms, bytes: body.length, read: () => JSON.parse(body.toString('utf8')) as Answer })
    }
    return asked
  } finally {
    wire.close()
  }
}

/** @returns what it says, read */
export async function askOnce(server: BenchServer, question: object): Promise<Answer> {
  const [asked] = await askTrace(server, [question])
  if (asked === undefined) throw new Error('one question has one answer')
  return asked.read()
}

export const uriOf = (id: string): string => {
  const read = canonicalize(id)
  if (!read.ok) throw new TypeError(`the factory names what is no identifier: ${id}`)
  return read.value.uri
}

/** How many pumps, at most, something of a lot is in: what the roll-ups say. */
export async function countPumps(server: BenchServer, lot: string): Promise<number> {
  const { lots } = (await askOnce(server, { ask: 'lots', seed: [lot] })).value as Lots
  const pump = gtinOf(products.pump.gtin14)
  return lots.filter(({ id }) => id.includes(pump)).reduce((sum, { units }) => sum + units.atMost, 0)
}

const gtinOf = (gtin: string): string => `/01/${gtin}`

/** Notable objects of the block by what they are, as canonical URIs. */
export type Subjects = Readonly<Record<'typicalLot' | 'hotLot' | 'serial', string>>

const subjectsOf = ({ typicalLot, hotLot, serial }: Notables): Subjects => ({
  typicalLot: uriOf(typicalLot),
  hotLot: uriOf(hotLot),
  serial: uriOf(serial),
})

export type TraceHistory = {
  readonly server: BenchServer
  readonly subjects: Subjects
  readonly growth: TraceGrowth
  /** Pumps that something of the one lot is in, at most, in the block. */
  readonly hotPumps: number
}

type Wanted = { readonly profile: Profile; readonly objects: number; readonly largestBlock: number }

/**
 * A server with a history of so many objects: captured, projected and summed up as ever up to `largestBlock`, and repeated from there on. The server that answers is
 * not the one that captured: what it holds in memory is its own.
 */
export async function makeHistory(
  scratch: Scratch,
  bench: Bench,
  { profile, objects, largestBlock }: Wanted,
  onStep: (step: string) => void = () => undefined,
): Promise<TraceHistory> {
  const settings = { PROOFLINE_OWN: uriOf(urns.party(maker)) }
  const capturing = await BenchServer.start(scratch, settings)
  const wires = await openWires(scratch, capturing, inFlight)
  const history = LoadMaker.ofHistory(capturing, { serialParts: profile, objects: Math.min(objects, largestBlock), seed: 'bench/trace' })
  for (let load = history.make(documentsAtOnce, true); load.events > 0; load = history.make(documentsAtOnce, true)) {
    await captureLoad(capturing, wires, load)
  }
  onStep('captured')
  await awaitRollups(capturing)
  onStep('followed')
  await capturing.close()
  const server = await BenchServer.start(scratch, settings)
  const subjects = subjectsOf(history.notables())
  const hotPumps = await countPumps(server, subjects.hotLot)
  if (hotPumps === 0) throw new Error('nothing is made of the lot that much is made of')
  const hotCopies = Math.ceil(hotUnits / hotPumps)
  const { hotLot } = subjects
  const onProgress = (done: number, total: number): void => bench.progress('grow', done, total)
  const growth = await server.plain.connected((client) => growTrace(client, server.plain, { objects, hotLot, hotCopies, onProgress }))
  onStep('grown')
  return { server, subjects, growth, hotPumps }
}

/** Roll-ups follow when nothing else is to do. */
async function awaitRollups(server: BenchServer): Promise<void> {
  const size = await server.logSize()
  await server.plain.connected(async (client) => {
    for (const deadlineMs = performance.now() + settleTimeoutMs; ; await pause(50)) {
      const found = await readRollups(client)
      if (found >= size) return
      if (performance.now() > deadlineMs) throw new CommandError(exitCodes.failed, 'bench-not-settled', { size, found })
    }
  })
}

async function readRollups(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ cursor: string }>(`select cursor from ${schema}.view_cursor where name = 'rollups'`)
  return Number(rows[0]?.cursor ?? 0)
}
