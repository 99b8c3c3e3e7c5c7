import {
  type EventContext,
  expandUri,
  formatDecimal,
  isObject,
  type JsonObject,
  type JsonValue,
  type NormalEvent,
  prooflineNamespace,
} from '@proofline/epcis'
import { canonicalize, type Identifier } from '@proofline/identifiers'
import type { EventDetails } from './model.ts'

/** An identifier that stands in an extension, in the one form that all have in the views. */
export function readIdentifier(told: string, context: EventContext): Identifier {
  const uri = expandUri(told, context)
  const reading = canonicalize(uri)
  return reading.ok ? reading.value : { scheme: 'other', uri, level: 'other' }
}

/** Names of Proofline's own fields in full: one that is put together anew has to be read through each time that it is looked up. */
const fullName = <const Name extends string>(name: Name) => `${prooflineNamespace}${name}` as const
const full = {
  relation: fullName('relation'),
  legacyGrade: fullName('legacyGrade'),
  operator: fullName('operator'),
  pools: fullName('pools'),
  loadComplete: fullName('loadComplete'),
  substitutes: fullName('substitutes'),
  positions: fullName('positions'),
  recipe: fullName('recipe'),
  takes: fullName('takes'),
  supplierLot: fullName('supplierLot'),
}

const repackaging = 'https://ref.gs1.org/cbv/BizStep-repackaging'

/**
 * What a trace reads in an event beside its participants (docs/reference/event-extensions.md). Intake has checked the shapes; what has
 * another shape all the same is left out here, and still stands in the fact.
 */
export function detailsOf(normal: NormalEvent, context: EventContext): EventDetails | null {
  const { transactions, sources, destinations, persistentDisposition: persistent, ilmd } = normal
  const details: Writable<EventDetails> = {}
  if (transactions.length > 0) details.transactions = transactions.map(({ type, id }) => ({ type, id: id.uri }))
  if (sources.length > 0) details.sources = sources.map(partyOf)
  if (destinations.length > 0) details.destinations = destinations.map(partyOf)
  if (persistent.set.length + persistent.unset.length > 0) details.persistent = persistent
  if (!isEmpty(ilmd)) details.ilmd = ilmd
  const own = isEmpty(normal.extensions) ? noExtensions : normal.extensions
  const renames = own[full.relation] === 'renamed' || normal.bizStep === repackaging
  if (normal.type === 'TransformationEvent' && renames) details.renamed = true
  if (own !== noExtensions) addExtensions(details, own, context)
  return isEmpty(details) ? null : details
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] }

const noExtensions: JsonObject = {}
const noObjects: readonly JsonObject[] = []

function isEmpty(object: object): boolean {
  for (const _name in object) return false
  return true
}

const partyOf = ({ type, id }: NormalEvent['sources'][number]) => ({ type, id: id.uri })

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

function addExtensions(details: Writable<EventDetails>, extensions: JsonObject, context: EventContext): void {
  const told = (name: keyof typeof full): JsonValue | undefined => extensions[full[name]]
  const uri = (value: JsonValue | undefined): string => readIdentifier(text(value), context).uri
  const list = (name: keyof typeof full): readonly JsonObject[] => {
    const value = told(name)
    return Array.isArray(value) ? value.filter(isObject) : noObjects
  }
  const grade = told('legacyGrade')
  const operator = told('operator')
  if (told('pools') === true) details.pools = true
  if (told('loadComplete') === true) details.loadComplete = true
  if (typeof grade === 'string') details.legacyGrade = grade
  if (typeof operator === 'string') details.operator = operator
  const substitutes = list('substitutes').map(({ part, replaces }) => ({ part: uri(part), replaces: uri(replaces) }))
  if (substitutes.length > 0) details.substitutes = substitutes
  const positions = list('positions').map(({ id, position }) => ({ id: uri(id), position: text(position) }))
  if (positions.length > 0) details.positions = positions
  const recipe = list('recipe').flatMap(({ part, quantity, uom }) =>
    typeof quantity === 'number' ? [{ part: uri(part), quantity: formatDecimal(quantity), uom: typeof uom === 'string' ? uom : null }] : [],
  )
  if (recipe.length > 0) details.recipe = recipe
  const takes = list('takes').map(({ output, inputs }) => ({ output: uri(output), inputs: Array.isArray(inputs) ? inputs.map(uri) : [] }))
  if (takes.length > 0) details.takes = takes
  const supplierLot = list('supplierLot').map(({ id, supplier, lot }) => ({ id: uri(id), supplier: uri(supplier), lot: text(lot) }))
  if (supplierLot.length > 0) details.supplierLot = supplierLot
}
