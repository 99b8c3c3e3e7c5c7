import { hash } from 'node:crypto'
import { canonicalEvent, checkDocument, type EpcisEvent, eventHash, type JsonObject, type JsonValue } from '@proofline/epcis'
import { assembleHistory } from '../../../src/answers/trace/assemble.ts'
import type { History } from '../../../src/answers/trace/rules/basis/history.ts'
import type { Declaration, GenealogyEvent, GenealogyObject, SourceState } from '../../../src/views/genealogy/index.ts'
import { draftEvent, type EventDraft, type NamedObject } from '../../../src/views/genealogy/rules.ts'

export type Captured = { readonly source: string; readonly receivedAt: string; readonly document: Readonly<Record<string, unknown>> }
export type Fact = {
  readonly index: number
  readonly source: string
  readonly receivedMs: number
  readonly document: number
  readonly position: number
  readonly draft: EventDraft
}

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

/** What a log of these documents holds, in the order in which they were heard. */
export function factsOf(documents: readonly Captured[]): Fact[] {
  const seen = new Set<string>()
  return documents
    .flatMap(({ source, receivedAt, document }, number) => {
      const checked = checkDocument(document as JsonValue)
      if (!checked.ok) throw new TypeError(JSON.stringify(checked.problems))
      return checked.value.events.map(({ event, context }, position) => {
        const body = canonicalEvent(event, context)
        // Intake gives an eventID where there is none.
        const told =
          event.eventID === undefined
            ? canonicalEvent({ ...event, eventID: eventHash(event as JsonObject, context, sha256) }, context)
            : body
        const draft = draftEvent(JSON.parse(told) as EpcisEvent)
        return { source, body, receivedMs: Date.parse(receivedAt), document: number, position, draft }
      })
    })
    .filter(({ source, body }) => {
      // The very same event of one source is one fact.
      const key = `${source} ${body}`
      return !seen.has(key) && seen.add(key)
    })
    .map(({ source, receivedMs, document, position, draft }, index) => ({ index, source, receivedMs, document, position, draft }))
}

/** Numbers for names, in order of first mention, as the views give them. */
class Numbers {
  readonly objects = new Map<number, GenealogyObject>()
  readonly sources = new Map<string, number>()
  readonly #byUri = new Map<string, number>()

  object(named: NamedObject): number {
    const known = this.#byUri.get(named.uri)
    if (known !== undefined) return known
    const classId = named.classUri === null ? null : this.object({ uri: named.classUri, level: 'class', classUri: null })
    const id = this.#byUri.size
    this.#byUri.set(named.uri, id)
    this.objects.set(id, { id, uri: named.uri, level: named.level as GenealogyObject['level'], classId })
    return id
  }

  source(name: string): number {
    const id = this.sources.get(name) ?? this.sources.size
    this.sources.set(name, id)
    return id
  }
}

/** The history as known when the log held `asOf` facts: what the views tell, without a database. Their own tests say that they tell it. */
export function historyOf(facts: readonly Fact[], asOf = facts.length): History {
  const known = facts.filter(({ index }) => index < asOf)
  const numbers = new Numbers()
  const declared = known.filter(({ draft }) => draft.errorDeclaration !== null)
  const told = known.filter(({ draft }) => draft.errorDeclaration === null)
  const ids = new Set(known.map(({ draft }) => draft.eventID))
  const declarations = declared.flatMap((declaration) =>
    told.filter((fact) => concerns(declaration, fact)).map((fact) => declarationOf(declaration, fact, ids, numbers)),
  )
  const events = told.map((fact) => eventOf(fact, declarations, numbers))
  const untold = untoldIn(events, numbers)
  const crowded = { units: [], lots: [] }
  return assembleHistory({ events, objects: numbers.objects, sources: clocksOf(events, numbers), declarations, untold, lots: [], crowded })
}

function untoldIn(events: readonly GenealogyEvent[], { objects }: Numbers): number[] {
  const standing = events.filter(({ voidedAt }) => voidedAt === null).flatMap(({ participations }) => participations)
  const told = new Set(standing.filter(({ lot }) => lot !== null).map(({ object }) => object))
  return [...objects.values()]
    .filter(({ id, level, classId }) => level === 'instance' && classId !== null && !told.has(id))
    .map(({ id }) => id)
}

const concerns = (declaration: Fact, fact: Fact): boolean =>
  declaration.source === fact.source
    ? declaration.draft.content === fact.draft.content
    : declaration.draft.eventKey === fact.draft.eventKey ||
      (declaration.draft.happening === fact.draft.happening &&
        declaration.draft.time.fromMs <= fact.draft.time.toMs &&
        declaration.draft.time.toMs >= fact.draft.time.fromMs)

function declarationOf(declaration: Fact, fact: Fact, known: ReadonlySet<string>, numbers: Numbers): Declaration {
  const corrective = declaration.draft.errorDeclaration?.correctiveEventIDs ?? []
  return {
    index: declaration.index,
    event: fact.index,
    effect: fact.source === declaration.source ? 'voids' : 'claims',
    source: numbers.source(declaration.source),
    reason: null,
    declaredMs: 0,
    corrections: corrective.map((eventID) => ({ eventID, known: known.has(eventID) })),
  }
}

function clocksOf(events: readonly GenealogyEvent[], { sources }: Numbers): Map<number, SourceState> {
  return new Map(
    [...sources].map(([name, id]) => {
      const undeclared = events.filter((event) => event.source === id && event.voidedAt === null && event.uncertaintyMs === null)
      const ahead = undeclared.map(({ occurred, receivedMs }) => occurred.fromMs - receivedMs)
      return [id, { id, name, lastReceivedMs: null, measuredUncertaintyMs: Math.max(0, ...ahead) }]
    }),
  )
}

function eventOf(fact: Fact, declarations: readonly Declaration[], numbers: Numbers): GenealogyEvent {
  const { index, draft } = fact
  const optional = (object: NamedObject | null): number | null => (object === null ? null : numbers.object(object))
  const voids = declarations.filter(({ effect, event }) => effect === 'voids' && event === index).map((declaration) => declaration.index)
  const { eventID, content, happening, type, action, bizStep, disposition, time: occurred, clockUncertaintyMs: uncertaintyMs } = draft
  return {
    ...{ index, eventID, content, happening, type, action, bizStep, disposition, occurred, uncertaintyMs },
    source: numbers.source(fact.source),
    document: fact.document,
    position: fact.position,
    receivedMs: fact.receivedMs,
    transformation: optional(draft.transformation),
    readPoint: optional(draft.readPoint),
    bizLocation: optional(draft.bizLocation),
    consignor: optional(draft.consignor),
    consignee: optional(draft.consignee),
    consigneeOwner: optional(draft.consigneeOwner),
    details: draft.details === null ? {} : JSON.parse(draft.details),
    participations: draft.participations.map(({ object, role, quantity, uom, lot }, position) => ({
      ...{ position, role, quantity, uom },
      object: numbers.object(object),
      lot: optional(lot),
    })),
    voidedAt: voids.length === 0 ? null : Math.max(index, Math.min(...voids)),
  }
}
