import { hash } from 'node:crypto'
import {
  canonicalEvent,
  type DocumentEvent,
  type EpcisDocument,
  type EpcisEvent,
  type EventContext,
  type EventFields,
  expandUri,
  hashOfPrehash,
  isObject,
  type JsonObject,
  prehash,
} from '@proofline/epcis'
import { canonicalize } from '@proofline/identifiers'
import { atPath } from '@proofline/problems'
import { type GuardKey, guardKey } from '../../record/facts/index.ts'
import type { PackedFacts } from './model.ts'

type Draft = {
  body: string
  once: GuardKey
  eventIdKey: GuardKey | ''
  content: string
  declared: boolean
  eventHash: Buffer | undefined
  pointer: string
  subject: string
}

/** By way of a string of one character a byte: half the price of a buffer that comes from outside. */
const digest = (text: string): Buffer => Buffer.from(hash('sha256', text, 'binary'), 'latin1')

/** The facts of a document whose events were all checked: good events in their order, then its vocabulary elements. */
export function packFacts(document: EpcisDocument, documentHash: Uint8Array, client: string): PackedFacts {
  const drafts = document.events.map((event) => draftEvent(event, client))
  const events = drafts.length
  drafts.push(...draftMasterData(document, documentHash, client))
  const ends = new Uint32Array(drafts.length)
  let length = 0
  for (const [i, { body }] of drafts.entries()) {
    length += Buffer.byteLength(body)
    ends[i] = length
  }
  const bodies = new Uint8Array(length)
  const target = Buffer.from(bodies.buffer)
  const eventHashes = new Uint8Array(32 * drafts.length)
  const declared = new Uint8Array(drafts.length)
  for (const [i, draft] of drafts.entries()) {
    target.write(draft.body, i === 0 ? 0 : (ends[i - 1] ?? 0), 'utf8')
    if (draft.eventHash !== undefined) eventHashes.set(draft.eventHash, 32 * i)
    if (draft.declared) declared[i] = 1
  }
  return {
    count: drafts.length,
    events,
    bodies,
    ends,
    declared,
    eventHashes,
    once: drafts.map(({ once }) => once),
    eventIdKeys: drafts.map(({ eventIdKey }) => eventIdKey),
    contents: drafts.map(({ content }) => content),
    pointers: drafts.map(({ pointer }) => pointer),
    subjects: drafts.map(({ subject }) => subject),
  }
}

/**
 * One event. Its key holds the canonical event as it was told, with its error declaration and with the sender's eventID or none; its body also an
 * eventID that is given here, the event's own hash (CBV 2.0 §8.9.2), where the sender gave none.
 */
function draftEvent({ event, at, context }: DocumentEvent, client: string): Draft {
  const told = event as unknown as EventFields
  const { eventID } = told
  const eventHash = digest(prehash(event as JsonObject, context))
  const text = canonicalEvent(event, context)
  const textHash = digest(text)
  const declared = told.errorDeclaration !== undefined
  const shared = { declared, eventHash, pointer: at, once: guardKey('event', client, eventID ?? '', textHash) }
  if (eventID === undefined) {
    const assigned = hashOfPrehash('', () => eventHash)
    const body = canonicalEvent({ ...event, eventID: assigned }, context)
    return { ...shared, body, eventIdKey: '', content: '', subject: subjectOf(told, assigned, context) }
  }
  const content = declared ? digest(withoutDeclaration(event, context)) : textHash
  return {
    ...shared,
    body: text,
    eventIdKey: guardKey('event-id', client, eventID),
    content: content.toString('hex', 0, 16),
    subject: subjectOf(told, eventID, context),
  }
}

function withoutDeclaration(event: EpcisEvent, context: EventContext): string {
  const { errorDeclaration: _, ...rest } = event
  return canonicalEvent(rest, context)
}

/** What the event is mainly about: the containing object, else the first object, class or document named; else the event itself. */
function subjectOf(told: EventFields, eventID: string, context: EventContext): string {
  const uri =
    told.parentID ??
    told.epcList?.[0] ??
    told.quantityList?.[0]?.epcClass ??
    told.outputEPCList?.[0] ??
    told.outputQuantityList?.[0]?.epcClass ??
    told.childEPCs?.[0] ??
    told.childQuantityList?.[0]?.epcClass ??
    told.inputEPCList?.[0] ??
    told.inputQuantityList?.[0]?.epcClass ??
    told.bizTransactionList?.[0]?.bizTransaction
  return uri === undefined ? eventID : canonicalUri(expandUri(uri, context))
}

function canonicalUri(uri: string): string {
  const identifier = canonicalize(uri)
  return identifier.ok ? identifier.value.uri : uri
}

/**
 * One fact for each vocabulary element. Its key holds the document's hash: master data is a state, not a happening, so that the same words in a
 * later document are said again (A, B, A leaves A standing), while the same document sent twice says them once.
 */
function draftMasterData(document: EpcisDocument, documentHash: Uint8Array, client: string): Draft[] {
  const drafts: Draft[] = []
  const { header } = document
  const inHeader = isObject(header?.epcisMasterData) ? header.epcisMasterData.vocabularyList : undefined
  const headerVocabularies = Array.isArray(inHeader) ? inHeader.filter(isObject).length : 0
  for (const [i, vocabulary] of document.masterData.entries()) {
    const base =
      i < headerVocabularies ? '/epcisHeader/epcisMasterData/vocabularyList' : '/epcisBody/queryResults/resultsBody/vocabularyList'
    const list = vocabulary.vocabularyElementList
    if (!Array.isArray(list)) continue
    for (const [position, element] of list.entries()) {
      if (!isObject(element)) continue
      const pointer = atPath(base, i < headerVocabularies ? i : i - headerVocabularies, 'vocabularyElementList', position)
      drafts.push(draftElement(vocabulary, element, pointer, document.context, documentHash, client))
    }
  }
  return drafts
}

function draftElement(
  vocabulary: JsonObject,
  element: JsonObject,
  pointer: string,
  context: EventContext,
  documentHash: Uint8Array,
  client: string,
): Draft {
  // The canonical text of an event is that of any object with extension names: with the prefixes that it uses, and no others.
  const body = canonicalEvent({ element, vocabulary: vocabulary.type ?? null } as unknown as EpcisEvent, context)
  return {
    body,
    once: guardKey('master-data', client, documentHash, pointer),
    eventIdKey: '',
    content: '',
    declared: false,
    eventHash: undefined,
    pointer,
    subject: typeof element.id === 'string' ? canonicalUri(expandUri(element.id, context)) : pointer,
  }
}
