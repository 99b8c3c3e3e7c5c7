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

const repackaging = 'https://ref.gs1.org/cbv/BizStep-repackaging'

/**
 * What a trace reads in an event beside its participants (docs/reference/event-extensions.md). Intake has checked the shapes; what has
 * another shape all the same is left out here, and still stands in the fact.
 */
export function detailsOf(normal: NormalEvent, context: EventContext): EventDetails | null {
  const { extensions, transactions, sources, destinations, persistentDisposition: persistent, ilmd } = normal
  const told = (name: string): JsonValue | undefined => extensions[prooflineNamespace + name]
  const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
  const uri = (value: JsonValue | undefined): string => readIdentifier(text(value), context).uri
  const list = (name: string): JsonObject[] => {
    const value = told(name)
    return Array.isArray(value) ? value.filter(isObject) : []
  }
  const party = ({ type, id }: NormalEvent['sources'][number]) => ({ type, id: id.uri })
  const grade = told('legacyGrade')
  const operator = told('operator')
  const isRenaming = normal.type === 'TransformationEvent' && (told('relation') === 'renamed' || normal.bizStep === repackaging)
  const details: EventDetails = {
    ...some(
      'transactions',
      transactions.map(({ type, id }) => ({ type, id: id.uri })),
    ),
    ...some('sources', sources.map(party)),
    ...some('destinations', destinations.map(party)),
    ...(persistent.set.length + persistent.unset.length > 0 ? { persistent } : {}),
    ...(Object.keys(ilmd).length > 0 ? { ilmd } : {}),
    ...(isRenaming ? { renamed: true } : {}),
    ...(told('pools') === true ? { pools: true } : {}),
    ...(told('loadComplete') === true ? { loadComplete: true } : {}),
    ...(typeof grade === 'string' ? { legacyGrade: grade } : {}),
    ...(typeof operator === 'string' ? { operator } : {}),
    ...some(
      'substitutes',
      list('substitutes').map(({ part, replaces }) => ({ part: uri(part), replaces: uri(replaces) })),
    ),
    ...some(
      'positions',
      list('positions').map(({ id, position }) => ({ id: uri(id), position: text(position) })),
    ),
    ...some(
      'recipe',
      list('recipe').flatMap(({ part, quantity, uom }) =>
        typeof quantity === 'number'
          ? [{ part: uri(part), quantity: formatDecimal(quantity), uom: typeof uom === 'string' ? uom : null }]
          : [],
      ),
    ),
    ...some(
      'takes',
      list('takes').map(({ output, inputs }) => ({ output: uri(output), inputs: Array.isArray(inputs) ? inputs.map(uri) : [] })),
    ),
    ...some(
      'supplierLot',
      list('supplierLot').map(({ id, supplier, lot }) => ({ id: uri(id), supplier: uri(supplier), lot: text(lot) })),
    ),
  }
  return Object.keys(details).length === 0 ? null : details
}

const some = <Name extends keyof EventDetails>(
  name: Name,
  values: EventDetails[Name] & readonly unknown[],
): { [N in Name]?: EventDetails[N] } => (values.length === 0 ? {} : ({ [name]: values } as { [N in Name]?: EventDetails[N] }))
