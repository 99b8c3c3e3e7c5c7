import { canonicalJson, type JsonObject, type NormalEvent, prooflineNamespace } from '@proofline/epcis'
import type { HistoryFact } from './answer.ts'
import type { Span } from './time.ts'

/** Something that happened, once, however many sources tell it (corroborated). */
export type Happening = {
  readonly facts: readonly number[]
  readonly sources: readonly string[]
  /** Occurrence, widened by the clock uncertainty of the source. */
  readonly time: Span
  readonly event: NormalEvent
  /** Another source denies it (§1, claim). */
  readonly contested: boolean
  readonly legacy: boolean
  /** Contested or legacy: never excludes, never makes certain (§0). */
  readonly weak: boolean
}

export type Voiding = { readonly fact: HistoryFact; readonly missingCorrections: boolean }
export type Standing = { readonly happenings: readonly Happening[]; readonly voided: readonly Voiding[] }

/** §1: which facts stand, in order of occurrence. `ignoreVoidings`: as if nothing had been declared void. */
export function readStanding(facts: readonly HistoryFact[], ignoreVoidings = false): Standing {
  const told = facts.filter(({ event }) => event.errorDeclaration === null)
  const declarations = facts.filter(({ event }) => event.errorDeclaration !== null)
  const voidings = (fact: HistoryFact) => declarations.filter((one) => one.source === fact.source && one.contentHash === fact.contentHash)
  const eventIDs = new Set(told.map(({ event }) => event.eventID))
  const voided: Voiding[] = []
  const standing: HistoryFact[] = []
  for (const fact of told) {
    const by = voidings(fact)
    if (by.length === 0 || ignoreVoidings) standing.push(fact)
    else {
      const corrections = by.flatMap(({ event }) => event.errorDeclaration?.correctiveEventIDs ?? [])
      voided.push({ fact, missingCorrections: corrections.some((id) => !eventIDs.has(id)) })
    }
  }
  const isContested = (fact: HistoryFact): boolean => declarations.some((one) => denies(one, fact) && !voidings(fact).includes(one))
  const uncertainties = measureClocks(facts)
  const happenings = mergeTellings(standing).map((tellings) => describe(tellings, isContested, uncertainties))
  return { happenings, voided }
}

/** A declaration speaks of an event with its content, or with its eventID. */
const denies = (declaration: HistoryFact, fact: HistoryFact): boolean =>
  declaration.contentHash === fact.contentHash || (fact.event.eventID !== null && fact.event.eventID === declaration.event.eventID)

/** By how much a source's events, at most, claim to have happened after they were received (event-extensions.md). */
function measureClocks(facts: readonly HistoryFact[]): Map<string, number> {
  const measured = new Map<string, number>()
  for (const { source, receivedAt, event } of facts) {
    measured.set(source, Math.max(measured.get(source) ?? 0, event.time.fromMs - Date.parse(receivedAt)))
  }
  return measured
}

/** The same happening told by several sources; told twice by one source under two eventIDs it happened twice. */
function mergeTellings(facts: readonly HistoryFact[]): HistoryFact[][] {
  const groups = new Map<string, HistoryFact[]>()
  const seen = new Set<string>()
  for (const fact of [...facts].sort((a, b) => a.index - b.index)) {
    const { eventID: _, errorDeclaration: __, ...rest } = fact.event
    const content = canonicalJson(JSON.parse(JSON.stringify(rest)) as JsonObject)
    if (seen.has(`${fact.source}\n${fact.contentHash}`)) continue
    seen.add(`${fact.source}\n${fact.contentHash}`)
    for (let telling = 0; ; telling++) {
      const key = `${telling}\n${content}`
      const group = groups.get(key)
      if (group?.some((other) => other.source === fact.source)) continue
      groups.set(key, [...(group ?? []), fact])
      break
    }
  }
  return [...groups.values()].sort((a, b) => compareFacts(first(a), first(b)))
}

/** Order = (occurrence, position within one document, content hash), never arrival. */
function compareFacts(a: HistoryFact, b: HistoryFact): number {
  return (
    a.event.time.fromMs - b.event.time.fromMs ||
    a.event.time.toMs - b.event.time.toMs ||
    a.position - b.position ||
    (a.contentHash < b.contentHash ? -1 : a.contentHash > b.contentHash ? 1 : 0)
  )
}

function first(tellings: readonly HistoryFact[]): HistoryFact {
  const [lowest] = [...tellings].sort(compareFacts)
  if (lowest === undefined) throw new TypeError('a happening that nobody tells')
  return lowest
}

function describe(
  tellings: readonly HistoryFact[],
  isContested: (fact: HistoryFact) => boolean,
  uncertainties: ReadonlyMap<string, number>,
): Happening {
  const { event } = first(tellings)
  const widths = tellings.map(({ source, event: { clockUncertaintyMs } }) => clockUncertaintyMs ?? uncertainties.get(source) ?? 0)
  const width = Math.min(...widths)
  const contested = tellings.some(isContested)
  const legacy = tellings.every((fact) => fact.event.extensions[`${prooflineNamespace}legacyGrade`] !== undefined)
  return {
    facts: tellings.map(({ index }) => index).sort((a, b) => a - b),
    sources: [...new Set(tellings.map(({ source }) => source))].sort(),
    time: { from: event.time.fromMs - width, to: event.time.toMs + width },
    event,
    contested,
    legacy,
    weak: contested || legacy,
  }
}
