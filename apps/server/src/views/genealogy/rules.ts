import { hash } from 'node:crypto'
import {
  type EpcisEvent,
  type EventContext,
  isObject,
  type NormalEvent,
  type NormalParty,
  normalizeEvent,
  prooflineNamespace,
  readContext,
} from '@proofline/epcis'
import { canonicalize, type Identifier, isGs1, longestIdentifier } from '@proofline/identifiers'
import { describeContent, describeHappening } from './descriptions.ts'
import { detailsOf, readIdentifier } from './details.ts'
import type { Role } from './model.ts'
import { wantingOf } from './wanting.ts'

/** An object as a fact names it, before it has its number. */
export type NamedObject = { readonly uri: string; readonly level: string; readonly classUri: string | null }

export type DraftParticipation = {
  readonly object: NamedObject
  readonly role: Role
  readonly quantity: string | null
  readonly uom: string | null
  readonly lot: NamedObject | null
}

/** What one event fact says, before anything else is known. A pure function of its body. */
export type EventDraft = Pick<
  NormalEvent,
  'type' | 'action' | 'bizStep' | 'disposition' | 'time' | 'clockUncertaintyMs' | 'errorDeclaration'
> & {
  /** As told and as read, for the views beside this one: a fact is read once. */
  readonly told: EpcisEvent
  readonly normal: NormalEvent
  readonly context: EventContext
  readonly eventID: string
  readonly eventKey: string
  readonly content: string
  readonly happening: string
  readonly participations: readonly DraftParticipation[]
  readonly transformation: NamedObject | null
  readonly readPoint: NamedObject | null
  readonly bizLocation: NamedObject | null
  readonly consignor: NamedObject | null
  readonly consignee: NamedObject | null
  readonly consigneeOwner: NamedObject | null
  /** `EventDetails` as JSON. */
  readonly details: string | null
  /** What its recipe needs and it does not state. */
  readonly wanting: readonly string[]
}

/** 16 bytes of SHA-256, as 32 hexadecimal digits. */
export const keyOf = (text: string): string => hash('sha256', text, 'hex').slice(0, 32)

/** Reads the body of an `event/1` fact. Throws TypeError where it is none: the fact then counts as failed, in every rebuild alike. */
export function draftEvent(told: EpcisEvent): EventDraft {
  const context = readContext(told['@context'])
  const normal = normalizeEvent(told)
  const participations = participationsOf(normal, context)
  const happening = keyOf(describeHappening(normal, participations))
  const content = keyOf(describeContent(normal, participations, happening))
  const details = detailsOf(normal, context)
  const { eventID, type, action, bizStep, disposition, time, clockUncertaintyMs, errorDeclaration } = normal
  return {
    told,
    normal,
    context,
    // Intake gives an eventID where the sender gave none. Without one, the event's content is all that it can be known by.
    eventID: eventID ?? '',
    eventKey: eventID === null ? content : keyOf(eventID),
    content,
    happening,
    type,
    action,
    bizStep,
    disposition,
    time,
    clockUncertaintyMs,
    errorDeclaration,
    participations,
    transformation: normal.transformationID === null ? null : { uri: normal.transformationID, level: 'document', classUri: null },
    readPoint: normal.readPoint === null ? null : nameObject(normal.readPoint.id),
    bizLocation: normal.bizLocation === null ? null : nameObject(normal.bizLocation.id),
    consignor: partyOf(normal.sources, partyOrder),
    consignee: partyOf(normal.destinations, partyOrder),
    consigneeOwner: partyOf(normal.destinations, ['owning_party']),
    details: details === null ? null : JSON.stringify(details),
    wanting: wantingOf(details ?? {}, participations),
  }
}

function nameObject(identifier: Identifier): NamedObject {
  const { uri, level } = identifier
  if (uri.length > longestIdentifier / 3 && Buffer.byteLength(uri) > longestIdentifier) throw new TypeError('an identifier is too long')
  return { uri, level, classUri: isGs1(identifier) ? (identifier.classUri ?? null) : null }
}

const partyOrder = ['possessing_party', 'location', 'owning_party'] as const
const sourceTypeStem = 'https://ref.gs1.org/cbv/SDT-'

function partyOf(parties: readonly NormalParty[], order: readonly string[]): NamedObject | null {
  for (const type of order) {
    const found = parties.find((party) => party.type === sourceTypeStem + type)
    if (found !== undefined) return nameObject(found.id)
  }
  return null
}

function participationsOf(normal: NormalEvent, context: EventContext): DraftParticipation[] {
  const found: DraftParticipation[] = []
  const lotOf = lotReader(normal, context)
  const add = (role: Role, identifiers: readonly Identifier[], made: boolean): void => {
    for (const identifier of identifiers) {
      const lots = lotOf(identifier, made)
      found.push({ object: nameObject(identifier), role, quantity: null, uom: null, lot: lots[0] ?? null })
    }
  }
  const amounts = (role: Role, quantities: NormalEvent['quantities']): void => {
    for (const { epcClass, quantity, uom } of quantities) found.push({ object: nameObject(epcClass), role, quantity, uom, lot: null })
  }
  const isMaking = normal.type === 'TransformationEvent'
  add('epc', normal.epcs, normal.action === 'ADD' && normal.type === 'ObjectEvent')
  amounts('epc', normal.quantities)
  if (normal.parent !== null) add('parent', [normal.parent], false)
  add('child', normal.children, false)
  amounts('child', normal.childQuantities)
  add('input', normal.inputs, false)
  amounts('input', normal.inputQuantities)
  add('output', normal.outputs, isMaking)
  amounts('output', normal.outputQuantities)
  const left = lotOf.left(found)
  return left.length === 0 ? found : [...found, ...left]
}

const lotNumberNames = ['urn:epcglobal:cbv:mda:lotNumber', 'https://gs1.org/voc/hasBatchLotNumber', 'https://ref.gs1.org/cbv/mda/lotNumber']

/** A function, and what it could not say in one lot: an instance may be told to belong to several. */
type LotReader = ((identifier: Identifier, made: boolean) => NamedObject[]) & {
  left(participations: readonly DraftParticipation[]): readonly DraftParticipation[]
}

/** The lots that an event states for an instance: in the identifier, by ILMD where it is made, by `proofline:memberOf`. Each once. */
function lotReader(normal: NormalEvent, context: EventContext): LotReader {
  const stated = statedLots(normal, context)
  const lotNumber = lotNumberOf(normal.ilmd)
  let byClass: Map<string, NamedObject | null> | undefined
  const made = (classUri: string): NamedObject | null => {
    if (lotNumber === null) return null
    byClass ??= new Map()
    const known = byClass.get(classUri)
    if (known !== undefined) return known
    const reading = canonicalize(`${classUri}/10/${encodeURIComponent(lotNumber)}`)
    const lot = reading.ok && reading.value.level === 'lot' ? nameObject(reading.value) : null
    byClass.set(classUri, lot)
    return lot
  }
  let several: Map<string, NamedObject[]> | undefined
  const read = (identifier: Identifier, isMade: boolean): NamedObject[] => {
    if (identifier.level !== 'instance' || !isGs1(identifier)) return noLots
    const { lotUri, classUri, uri } = identifier
    const lots: NamedObject[] = []
    if (lotUri !== undefined) lots.push({ uri: lotUri, level: 'lot', classUri: classUri ?? null })
    const own = isMade && lotNumber !== null && classUri !== undefined && identifier.key === '01' ? made(classUri) : null
    if (own !== null && own.uri !== lotUri) lots.push(own)
    if (stated.size > 0) for (const lot of stated.get(uri) ?? noLots) if (lots.every((other) => other.uri !== lot.uri)) lots.push(lot)
    if (lots.length > 1) {
      several ??= new Map()
      several.set(uri, lots)
    }
    return lots
  }
  const left = (participations: readonly DraftParticipation[]): readonly DraftParticipation[] => {
    if (several === undefined && stated.size === 0) return noRest
    const named = (uri: string, lot: NamedObject): DraftParticipation => {
      const reading = canonicalize(uri)
      const object = reading.ok ? nameObject(reading.value) : { uri, level: 'other', classUri: null }
      return { object, role: 'named', quantity: null, uom: null, lot }
    }
    const rest = [...(several ?? [])].flatMap(([uri, lots]) => lots.slice(1).map((lot) => named(uri, lot)))
    if (stated.size === 0) return rest
    const present = new Set(participations.map(({ object }) => object.uri))
    return [...rest, ...[...stated].flatMap(([uri, lots]) => (present.has(uri) ? [] : lots.map((lot) => named(uri, lot))))]
  }
  return Object.assign(read, { left })
}

const noLots: NamedObject[] = []
const noRest: readonly DraftParticipation[] = []

const memberOf = `${prooflineNamespace}memberOf`
const noneStated: ReadonlyMap<string, NamedObject[]> = new Map()

/** `proofline:memberOf`, by instance. */
function statedLots(normal: NormalEvent, context: EventContext): ReadonlyMap<string, NamedObject[]> {
  const told = normal.extensions[memberOf]
  if (!Array.isArray(told)) return noneStated
  const stated = new Map<string, NamedObject[]>()
  for (const entry of told) {
    if (!isObject(entry) || typeof entry.epc !== 'string' || typeof entry.lot !== 'string') continue
    const epc = readIdentifier(entry.epc, context)
    const lot = nameObject(readIdentifier(entry.lot, context))
    const lots = stated.get(epc.uri)
    if (lots === undefined) stated.set(epc.uri, [lot])
    else lots.push(lot)
  }
  return stated
}

function lotNumberOf(ilmd: NormalEvent['ilmd']): string | null {
  for (const name of lotNumberNames) {
    const value = ilmd[name]
    if (typeof value === 'string' && value !== '') return value
    if (typeof value === 'number') return String(value)
  }
  return null
}
