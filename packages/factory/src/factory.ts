import type { Act } from './acts.ts'
import { maker, type SourceKey, sourceKeys } from './catalogue.ts'
import { formatTransaction } from './gs1.ts'
import { nameOf, urns } from './naming.ts'
import { createPlan, type FactoryOptions, type Plan } from './options.ts'
import { Random } from './random.ts'
import type { Report } from './reporting/desk.ts'
import { type DisturbanceCounts, Disturber } from './reporting/disturb.ts'
import { context, type EpcisDocument, type EpcisEvent } from './reporting/event.ts'
import { Reporter } from './reporting/reporter.ts'
import { simulate } from './simulate.ts'
import { Truth } from './truth/truth.ts'
import type { Notable } from './world.ts'

/** A document, and the client that sends it. */
export interface FactoryDocument {
  source: SourceKey
  events: number
  document: EpcisDocument
}

export interface FactoryText {
  source: SourceKey
  events: number
  text: string
}

/** Things worth asking about, as EPC URNs (a load, a transport: its business transaction). All exist in every history. */
export interface Notables {
  /** A supplier's lot of gaskets: in that pump and in several component lots, mixed with others, partly returned. */
  supplierLot: string
  /** A supplier's lot of chips that reaches a large share of all pumps. */
  hotLot: string
  /** A supplier's lot of resin that reaches the pumps of about one campaign (`plan.pumps`, 5,000 in large histories). */
  typicalLot: string
  /** A pump: delivered, returned, reworked under its lot number, delivered to another hospital, a part exchanged there. */
  serial: string
  /** The lot of that pump. */
  serialLot: string
  /** A lot of pumps built with a declared substitute. */
  substitutedLot: string
  /** A sterilisation load that holds several orders. */
  load: string
  /** A transport that was too warm aboard for some hours (a bill of lading). */
  excursion: string
}

export interface Factory {
  readonly plan: Plan
  /** Documents in order of sending. Streams: memory does not grow with the history. Every call starts again and gives the same. */
  documents(): Generator<FactoryDocument, DisturbanceCounts, void>
  /** The same as JSON text. */
  texts(): Generator<FactoryText, DisturbanceCounts, void>
  /** Single events in order of sending, without documents. */
  events(): Generator<Report, DisturbanceCounts, void>
  /** What physically happens, in order of time. */
  acts(): Generator<Act, void, void>
  /** Simulates up to the moment at which all of them exist (some days of the history). */
  notables(): Notables
  /** Simulates and keeps the whole physical history: about 350 (A) to 600 (C) bytes an object. Documents play no part in it. */
  truth(): Truth
}

export function createFactory(options: FactoryOptions = {}): Factory {
  const plan = createPlan(options)
  return {
    plan,
    documents: () => bind(plan),
    *texts() {
      const documents = bind(plan)
      for (;;) {
        const step = documents.next()
        if (step.done === true) return step.value
        const { source, events, document } = step.value
        yield { source, events, text: JSON.stringify(document) }
      }
    },
    events: () => report(plan),
    acts: () => simulate(plan).acts,
    notables: () => findNotables(plan),
    truth: () => new Truth(simulate(plan).acts),
  }
}

function* report(plan: Plan): Generator<Report, DisturbanceCounts, void> {
  const { world, acts } = simulate(plan)
  const reporter = new Reporter(plan)
  const disturber = new Disturber(plan, reporter.desk, world.consignees)
  let ready: Report[] = []
  const deliver = (one: Report): void => {
    ready.push(one)
  }
  for (const act of acts) {
    for (const one of reporter.write(act)) disturber.pass(one, deliver)
    if (ready.length === 0) continue
    yield* ready
    ready = []
  }
  yield* disturber.flush()
  return disturber.counts
}

/** Each system collects its events and sends a document when it is full; what is left goes at the end. */
function* bind(plan: Plan): Generator<FactoryDocument, DisturbanceCounts, void> {
  const open = new Map<SourceKey, EpcisEvent[]>(sourceKeys.map((source) => [source, []]))
  const identity = new Random(`${plan.seed}/documents`).uint32().toString(16).padStart(8, '0')
  let number = 0
  const close = (source: SourceKey, eventList: EpcisEvent[], timeMs: number): FactoryDocument => ({
    source,
    events: eventList.length,
    document: {
      '@context': context,
      id: `urn:uuid:${identity}-0000-8000-a000-${(++number).toString(16).padStart(12, '0')}`,
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: new Date(timeMs + 60_000).toISOString(),
      sender: `https://systems.example.com/${source}`,
      epcisBody: { eventList },
    },
  })
  const reports = report(plan)
  let lastMs = plan.startMs
  for (;;) {
    const step = reports.next()
    if (step.done === true) {
      for (const [source, list] of open) if (list.length > 0) yield close(source, list, lastMs)
      return step.value
    }
    const { source, event, timeMs } = step.value
    lastMs = Math.max(lastMs, timeMs)
    const list = open.get(source) ?? []
    list.push(event)
    if (list.length >= plan.eventsPerDocument) {
      open.set(source, [])
      yield close(source, list, lastMs)
    }
  }
}

function findNotables(plan: Plan): Notables {
  const { world, acts } = simulate(plan)
  for (const _act of acts) {
    const found = nameAll(world.notable)
    if (found !== undefined) return found
  }
  throw new RangeError('the history ended before all notable objects came to be')
}

function nameAll({ supplierLot, hotLot, typicalLot, serial, substituted, load, excursion }: Notable): Notables | undefined {
  if (!supplierLot || !hotLot || !typicalLot || !serial || !substituted || !load || !excursion) return undefined
  return {
    supplierLot: urns.lot(supplierLot),
    hotLot: urns.lot(hotLot),
    typicalLot: urns.lot(typicalLot),
    serial: nameOf(serial),
    serialLot: urns.lot(serial.lot),
    substitutedLot: urns.lot(substituted),
    load: formatTransaction(maker.gln, load),
    excursion: formatTransaction(maker.gln, excursion),
  }
}
