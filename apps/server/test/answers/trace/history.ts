import { canonicalEvent, checkDocument, type EpcisEvent, type JsonValue } from '@proofline/epcis'
import type { History, HistoryDeclaration, HistoryEvent, ObjectFacts, Part } from '../../../src/answers/trace/rules/history.ts'
import { kindOf } from '../../../src/answers/trace/rules/history.ts'
import { draftEvent, type EventDraft, type NamedObject } from '../../../src/views/genealogy/rules.ts'

export type Captured = { readonly source: string; readonly receivedAt: string; readonly document: Readonly<Record<string, unknown>> }
type Fact = {
  readonly index: number
  readonly source: string
  readonly receivedMs: number
  readonly document: string
  readonly position: number
  readonly draft: EventDraft
}

/** What a log of these documents holds, in the order in which they were heard. */
export function factsOf(documents: readonly Captured[]): Fact[] {
  const seen = new Set<string>()
  return documents
    .flatMap(({ source, receivedAt, document }, number) => {
      const checked = checkDocument(document as JsonValue)
      if (!checked.ok) throw new TypeError(JSON.stringify(checked.problems))
      return checked.value.events.map(({ event, context }, position) => {
        const body = canonicalEvent(event, context)
        return {
          source,
          body,
          receivedMs: Date.parse(receivedAt),
          document: String(number),
          position,
          draft: draftEvent(JSON.parse(body) as EpcisEvent),
        }
      })
    })
    .filter(({ source, body }) => {
      // The very same event of one source is one fact.
      const key = `${source} ${body}`
      return !seen.has(key) && seen.add(key)
    })
    .map(({ body: _, ...fact }, index) => ({ index, ...fact }))
}

/** The history as known when the log held `asOf` facts: beside the views' own way to it, for tests without a database. */
export function historyOf(facts: readonly Fact[], asOf = facts.length): History {
  const known = facts.filter(({ index }) => index < asOf)
  const objects = new Map<string, ObjectFacts>()
  const note = (object: NamedObject): string => {
    objects.set(object.uri, { kind: kindOf(object.uri, object.level), level: object.level, product: object.classUri })
    return object.uri
  }
  const isDeclaration = ({ draft }: Fact): boolean => draft.normal.errorDeclaration !== null
  const declared = known.filter(isDeclaration)
  const told = known.filter((fact) => !isDeclaration(fact))
  const ids = new Set(known.map(({ draft }) => draft.eventID))
  const declarations = declared.flatMap((declaration) =>
    told
      .filter((fact) => concerns(declaration, fact))
      .map(
        (fact): HistoryDeclaration => ({
          index: declaration.index,
          event: fact.index,
          effect: fact.source === declaration.source ? 'voids' : 'claims',
          source: declaration.source,
          corrected: (declaration.draft.normal.errorDeclaration?.correctiveEventIDs ?? []).every((id) => ids.has(id)),
        }),
      ),
  )
  const measured = measureClocks(
    told.filter(({ index }) => !declarations.some(({ effect, event }) => effect === 'voids' && event === index)),
  )
  return {
    events: told.map((fact) => eventOf(fact, note, measured.get(fact.source) ?? 0, declarations)),
    declarations,
    objects,
  }
}

const concerns = (declaration: Fact, fact: Fact): boolean =>
  declaration.source === fact.source
    ? declaration.draft.content === fact.draft.content
    : (declaration.draft.eventID !== '' && declaration.draft.eventID === fact.draft.eventID) ||
      (declaration.draft.happening === fact.draft.happening &&
        declaration.draft.normal.time.fromMs <= fact.draft.normal.time.toMs &&
        declaration.draft.normal.time.toMs >= fact.draft.normal.time.fromMs)

function measureClocks(facts: readonly Fact[]): Map<string, number> {
  const measured = new Map<string, number>()
  for (const { source, receivedMs, draft } of facts) {
    if (draft.normal.clockUncertaintyMs !== null) continue
    measured.set(source, Math.max(measured.get(source) ?? 0, draft.normal.time.fromMs - receivedMs))
  }
  return measured
}

function eventOf(
  fact: Fact,
  note: (object: NamedObject) => string,
  measuredMs: number,
  declarations: readonly HistoryDeclaration[],
): HistoryEvent {
  const { index, source, document, position, draft } = fact
  const { normal } = draft
  const uncertainty = normal.clockUncertaintyMs ?? measuredMs
  const uriOf = (object: NamedObject | null): string | null => object?.uri ?? null
  const voids = declarations.filter(({ effect, event }) => effect === 'voids' && event === index).map((declaration) => declaration.index)
  return {
    index,
    source,
    document,
    position,
    content: draft.content,
    happening: draft.happening,
    type: normal.type,
    action: normal.action,
    bizStep: normal.bizStep,
    disposition: normal.disposition,
    time: { from: normal.time.fromMs - uncertainty, to: normal.time.toMs + uncertainty },
    transformation: uriOf(draft.transformation),
    readPoint: uriOf(draft.readPoint),
    bizLocation: uriOf(draft.bizLocation),
    consignor: uriOf(draft.consignor),
    consignee: uriOf(draft.consignee),
    details: draft.details ?? {},
    parts: draft.participations.map(
      ({ object, role, quantity, uom, lot }): Part => ({ object: note(object), role, quantity, uom, lot: lot === null ? null : note(lot) }),
    ),
    voidedAt: voids.length === 0 ? null : Math.max(index, Math.min(...voids)),
  }
}
