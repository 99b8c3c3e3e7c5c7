import { type EventContext, expandUri } from '../context.ts'
import { nearest } from './nearest.ts'
import { cbvValues, type VocabularyName } from './values.ts'

/**
 * One vocabulary: its standard values, the stem of their web URIs, the other stems under which they are known, and whether the
 * namespace of the stem is closed: in a closed one a value that CBV 2.0 does not list is a mistake; GS1's web vocabulary is open.
 */
type Vocabulary = {
  readonly name: VocabularyName
  readonly values: ReadonlySet<string>
  readonly stem: string
  readonly otherStems: readonly string[]
  /** The stem of the URNs of CBV 1.x, where it had any. */
  readonly urn: string | undefined
  readonly closed: boolean
}

const cbvStem = 'https://ref.gs1.org/cbv/'

function cbv(name: VocabularyName, infix: string, urn: string | undefined): Vocabulary {
  const otherStems = [`http://ref.gs1.org/cbv/${infix}-`, `https://ns.gs1.org/cbv/${infix}-`, `http://ns.gs1.org/cbv/${infix}-`]
  const urnStem = urn === undefined ? undefined : `urn:epcglobal:cbv:${urn}:`
  if (urnStem !== undefined) otherStems.push(urnStem)
  return { name, values: new Set(cbvValues[name].split(/\s+/)), stem: `${cbvStem}${infix}-`, otherStems, urn: urnStem, closed: true }
}

function web(name: VocabularyName): Vocabulary {
  const otherStems = ['http://gs1.org/voc/', 'https://www.gs1.org/voc/', 'http://www.gs1.org/voc/', 'https://ref.gs1.org/voc/']
  return { name, values: new Set(cbvValues[name].split(/\s+/)), stem: 'https://gs1.org/voc/', otherStems, urn: undefined, closed: false }
}

const vocabularies: { readonly [N in VocabularyName]: Vocabulary } = {
  bizStep: cbv('bizStep', 'BizStep', 'bizstep'),
  disposition: cbv('disposition', 'Disp', 'disp'),
  transactionType: cbv('transactionType', 'BTT', 'btt'),
  sourceType: cbv('sourceType', 'SDT', 'sdt'),
  errorReason: cbv('errorReason', 'ER', 'er'),
  component: cbv('component', 'Comp', undefined),
  measurement: web('measurement'),
  sensorAlert: web('sensorAlert'),
}

/** A vocabulary value read: its one URI; or how to find the standard value that was probably meant, worth it only if it will be shown. */
export type VocabularyReading =
  | { readonly ok: true; readonly uri: string }
  | { readonly ok: false; readonly suggest: () => string | undefined }

/**
 * Reads a value in any form that CBV 2.0 gives it (bare word, `cbv:` CURIE, web URI, URN), or a URI of somebody else's vocabulary.
 * The URI of a standard value is its web URI (https://ref.gs1.org/cbv/…); that of another is the one told, CURIEs expanded. Refused:
 * a bare word that CBV does not know, and an unknown value within the standard's own namespaces.
 */
export function readVocabulary(name: VocabularyName, value: string, context: EventContext): VocabularyReading {
  const vocabulary = vocabularies[name]
  if (vocabulary.values.has(value)) return { ok: true, uri: vocabulary.stem + value }
  if (!value.includes(':')) return { ok: false, suggest: () => suggest(vocabulary, value) }
  const uri = expandUri(value, context)
  const stem = uri.startsWith(vocabulary.stem) ? vocabulary.stem : vocabulary.otherStems.find((other) => uri.startsWith(other))
  if (stem !== undefined) {
    const word = uri.slice(stem.length)
    if (vocabulary.values.has(word)) return { ok: true, uri: vocabulary.stem + word }
    return vocabulary.closed ? { ok: false, suggest: () => suggest(vocabulary, word) } : { ok: true, uri }
  }
  // bizStep urn:epcglobal:cbv:disp:…: the standard's namespace, but of another list.
  const foreign = vocabulary.closed && (uri.startsWith('urn:epcglobal:cbv:') || /^https?:\/\/(?:ref|ns)\.gs1\.org\/cbv\//.test(uri))
  return foreign ? { ok: false, suggest: () => undefined } : { ok: true, uri }
}

/** The web URIs of the standard values of a vocabulary. */
export const standardValues = (name: VocabularyName): readonly string[] => {
  const { stem, values } = vocabularies[name]
  return [...values].map((value) => stem + value)
}

/** The forms of a standard value: the bare word of JSON, the web URI of CBV 2.0, the URN of CBV 1.x (the web URI where it had none). */
export type WordForm = 'word' | 'web-uri' | 'urn'

/** A standard value in the form wanted, whatever form it was told in; another value is given back as it was told. */
export function formatWord(name: VocabularyName, told: string, form: WordForm, context: EventContext): string {
  const vocabulary = vocabularies[name]
  const reading = readVocabulary(name, told, context)
  if (!reading.ok || !reading.uri.startsWith(vocabulary.stem)) return told
  const word = reading.uri.slice(vocabulary.stem.length)
  if (!vocabulary.values.has(word)) return told
  if (form === 'word') return word
  return form === 'urn' && vocabulary.urn !== undefined ? vocabulary.urn + word : reading.uri
}

function suggest(vocabulary: Vocabulary, word: string): string | undefined {
  if (word.length > 100) return undefined
  const plain = word.replace(/[\s-]+/g, '_')
  const spelled = vocabulary.closed ? plain.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase() : plain
  return vocabulary.values.has(spelled) ? spelled : nearest(spelled, vocabulary.values)
}
