import type { NormalEvent, NormalQuantity } from '@proofline/epcis'
import { prooflineNamespace } from '@proofline/epcis'
import { canonicalize, type Identifier, isGs1 } from '@proofline/identifiers'

/** `class`: a product without lot or serial, which is no object (§1). */
export type Kind = 'instance' | 'lot' | 'class' | 'carrier'

/** Something that an event names, with its quantity: 1 for a thing, null where not told. */
export type Named = {
  readonly id: string
  readonly kind: Kind
  /** Its product; null where its identifier does not tell. */
  readonly product: string | null
  readonly quantity: number | null
  readonly uom: string | null
}

const readUri = (uri: string): Identifier | undefined => {
  const reading = canonicalize(uri)
  return reading.ok ? reading.value : undefined
}

export const canonicalUri = (uri: string): string => readUri(uri)?.uri ?? uri

function kindOf({ level }: Identifier, counted: boolean): Kind {
  if (level === 'logistic-unit' || level === 'asset') return counted ? 'class' : 'carrier'
  if (level === 'lot' || level === 'class') return level
  return counted ? 'lot' : 'instance'
}

export const thing = (identifier: Identifier): Named => ({
  id: identifier.uri,
  kind: kindOf(identifier, false),
  product: productOf(identifier),
  quantity: 1,
  uom: null,
})

export const amount = ({ epcClass, quantity, uom }: NormalQuantity): Named => ({
  id: epcClass.uri,
  kind: kindOf(epcClass, true),
  product: productOf(epcClass),
  quantity: quantity === null ? null : Number(quantity),
  uom,
})

const productOf = (identifier: Identifier): string | null =>
  isGs1(identifier) ? (identifier.classUri ?? (identifier.level === 'class' ? identifier.uri : null)) : null

export const kindOfUri = (uri: string): Kind => {
  const identifier = readUri(uri)
  return identifier === undefined ? 'instance' : kindOf(identifier, false)
}

/** A thing known only by its canonical URI. */
export function namedByUri(uri: string): Named {
  const identifier = readUri(uri)
  return identifier === undefined ? { id: uri, kind: 'instance', product: null, quantity: 1, uom: null } : thing(identifier)
}

/** Extension fields are as the source wrote them; this is one list of them, empty where there is none. */
export function listOf(event: NormalEvent, field: string): Readonly<Record<string, unknown>>[] {
  const told = event.extensions[`${prooflineNamespace}${field}`]
  return Array.isArray(told) ? told.map((entry) => stripNamespace(entry)) : []
}

export const flag = (event: NormalEvent, field: string): unknown => event.extensions[`${prooflineNamespace}${field}`]

function stripNamespace(entry: unknown): Readonly<Record<string, unknown>> {
  if (typeof entry !== 'object' || entry === null) return {}
  return Object.fromEntries(Object.entries(entry).map(([name, value]) => [name.replace(prooflineNamespace, ''), value as unknown]))
}

export const uriOf = (value: unknown): string => (typeof value === 'string' ? canonicalUri(value) : '')

const ilmdLots = ['urn:epcglobal:cbv:mda:lotNumber', 'https://gs1.org/voc/hasBatchLotNumber', 'https://ref.gs1.org/voc/hasBatchLotNumber']

/** The lot of a product under a number. */
export const lotUri = (product: string, lot: string): string => canonicalUri(`${product}/10/${encodeURIComponent(lot)}`)

export function ilmdLot(event: NormalEvent): string | undefined {
  for (const name of ilmdLots) {
    const told = event.ilmd[name]
    if (typeof told === 'string') return told
  }
  return undefined
}

/** Everything that the event is about, except what it makes or takes as material. */
export const namedIn = (event: NormalEvent): Named[] => [
  ...event.epcs.map(thing),
  ...event.quantities.map(amount),
  ...(event.parent === null ? [] : [thing(event.parent)]),
  ...event.children.map(thing),
  ...event.childQuantities.map(amount),
]

export const inputsIn = (event: NormalEvent): Named[] => [...event.inputs.map(thing), ...event.inputQuantities.map(amount)]
export const outputsIn = (event: NormalEvent): Named[] => [...event.outputs.map(thing), ...event.outputQuantities.map(amount)]
export const childrenIn = (event: NormalEvent): Named[] => [...event.children.map(thing), ...event.childQuantities.map(amount)]
export const allIn = (event: NormalEvent): Named[] => [...namedIn(event), ...inputsIn(event), ...outputsIn(event)]

/** A word of the core business vocabulary, whatever its spelling was. */
export const isStep = (event: NormalEvent, ...steps: readonly string[]): boolean =>
  steps.some((step) => event.bizStep === `https://ref.gs1.org/cbv/BizStep-${step}`)
