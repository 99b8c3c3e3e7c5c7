import type { Declaration, GenealogyEvent, GenealogyObject, SourceState } from '../../views/genealogy/index.ts'
import { groupHappenings } from '../../views/genealogy/index.ts'
import type { History, HistoryEvent, ObjectFacts } from './rules/basis/history.ts'
import { kindOf } from './rules/basis/history.ts'
import type { Moment } from './rules/basis/moment.ts'

/** What the views told, by their numbers. `objects` holds every number that the events name. */
export type Loaded = {
  readonly events: readonly GenealogyEvent[]
  readonly objects: ReadonlyMap<number, GenealogyObject>
  readonly sources: ReadonlyMap<number, SourceState>
  readonly declarations: readonly Declaration[]
  /** Of the instances, those of which no standing fact tells a lot. */
  readonly untold: Iterable<number>
  /** Lots that such an instance may be of; whether a fact that names them stands. */
  readonly lots: Iterable<readonly [number, boolean]>
  /** Classes. */
  readonly crowded: { readonly units: Iterable<number>; readonly lots: Iterable<number> }
}

/** When it happened, as far as the clock of its source tells. */
export function widened(
  { occurred, uncertaintyMs, source }: Pick<GenealogyEvent, 'occurred' | 'uncertaintyMs' | 'source'>,
  sources: ReadonlyMap<number, SourceState>,
): Moment {
  const widening = uncertaintyMs ?? sources.get(source)?.measuredUncertaintyMs ?? 0
  return { from: occurred.fromMs - widening, to: occurred.toMs + widening }
}

/** The views' rows as the rules read them: identifiers for numbers, moments widened by each clock's uncertainty, happenings told once. */
export function assembleHistory({ events, objects, sources, declarations, untold, lots, crowded }: Loaded): History {
  const uriOf = (id: number): string => {
    const object = objects.get(id)
    if (object === undefined) throw new Error(`an event names object ${id}, which was not loaded`)
    return object.uri
  }
  const optional = (id: number | null): string | null => (id === null ? null : uriOf(id))
  const nameOf = (source: number): string => sources.get(source)?.name ?? String(source)
  const counts = groupHappenings(events, sources)
  return {
    events: events.map((event): HistoryEvent => {
      const { source } = event
      return {
        index: event.index,
        eventID: event.eventID,
        source: nameOf(source),
        document: String(event.document),
        position: event.position,
        content: event.content,
        countsAs: counts.get(event.index) ?? event.index,
        type: event.type,
        action: event.action,
        bizStep: event.bizStep,
        disposition: event.disposition,
        time: widened(event, sources),
        receivedMs: event.receivedMs,
        transformation: optional(event.transformation),
        readPoint: optional(event.readPoint),
        bizLocation: optional(event.bizLocation),
        consignor: optional(event.consignor),
        consignee: optional(event.consignee),
        details: event.details,
        parts: event.participations.map(({ object, role, quantity, uom, lot }) => ({
          object: uriOf(object),
          role,
          quantity,
          uom,
          lot: optional(lot),
        })),
        voidedAt: event.voidedAt,
      }
    }),
    declarations: declarations.map(({ index, event, effect, source, corrections }) => ({
      index,
      event,
      effect,
      source: nameOf(source),
      corrected: corrections.every(({ known }) => known),
    })),
    objects: new Map([...objects.values()].map((object) => [object.uri, factsOf(object, objects)])),
    lots: new Map([...lots].map(([lot, stands]) => [uriOf(lot), stands])),
    untold: new Set([...untold].map(uriOf)),
    crowded: { units: new Set([...crowded.units].map(uriOf)), lots: new Set([...crowded.lots].map(uriOf)) },
  }
}

const factsOf = ({ uri, level, classId }: GenealogyObject, objects: Loaded['objects']): ObjectFacts => ({
  kind: kindOf(uri, level),
  level,
  product: classId === null ? null : (objects.get(classId)?.uri ?? null),
})
