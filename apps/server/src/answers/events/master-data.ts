import { readVocabulary, standardEventContext } from '@proofline/epcis'
import { sql, type Transaction } from '../../platform/database/index.ts'
import type { ObjectRole } from '../../views/events/index.ts'
import { type Condition, limits } from './model.ts'

/** More places, identifiers or patterns are meant than one query is answered for. Never leaves this module. */
export class TooManyNamedError extends Error {
  readonly limit: number

  constructor(limit: number) {
    super(`more than ${limit} are named`)
    this.limit = limit
  }
}

/** These places and all that lie below them, as master data known at `asOf` says (EPCIS 2.0 §6.5): as they stand, whoever told it. Circles end. */
export async function selectDescendants(transaction: Transaction, uris: readonly string[], asOf: number): Promise<string[]> {
  const rows = await transaction.query<{ uri: string }>(sql`
    with recursive below (uri) as (
      select unnest(${[...uris]}::text[]) collate "C"
      union
      select c.uri from below b
      join view_epcis_element e on e.uri = b.uri and e.fact < ${asOf} and (e.known_to is null or e.known_to >= ${asOf})
      join view_epcis_child c on c.fact = e.fact
    ) select uri from below limit ${limits.named + 1}`)
  if (rows.length > limits.named) throw new TooManyNamedError(limits.named)
  return rows.map(({ uri }) => uri)
}

type Named = { readonly id: string; readonly uri: string }

async function selectWithAttribute(
  transaction: Transaction,
  { attributes, values }: Extract<Condition, { what: 'attribute' }>,
  asOf: number,
): Promise<Named[]> {
  const isWanted = values === null ? sql`true` : sql`a.value = any(${[...values]}::text[])`
  const rows = await transaction.query<Named>(sql`
    select distinct e.id, e.uri from view_epcis_attribute a join view_epcis_element e on e.fact = a.fact
    where a.name = any(${[...attributes]}::text[]) and ${isWanted} and e.fact < ${asOf} and (e.known_to is null or e.known_to >= ${asOf})
    limit ${limits.named + 1}`)
  if (rows.length > limits.named) throw new TooManyNamedError(limits.named)
  return rows
}

const standardTypes: Readonly<Record<string, readonly string[]>> = {
  bizTransaction: [...'bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt'.split(' ')].map(
    (word) => `https://ref.gs1.org/cbv/BTT-${word}`,
  ),
  source: ['location', 'owning_party', 'possessing_party'].map((word) => `https://ref.gs1.org/cbv/SDT-${word}`),
  destination: ['location', 'owning_party', 'possessing_party'].map((word) => `https://ref.gs1.org/cbv/SDT-${word}`),
}

const objectFields: Readonly<Record<string, { readonly roles: readonly ObjectRole[]; readonly isClass: boolean }>> = {
  epc: { roles: ['epc', 'child', 'parent', 'input', 'output'], isClass: false },
  epcList: { roles: ['epc'], isClass: false },
  childEPCs: { roles: ['child'], isClass: false },
  parentID: { roles: ['parent'], isClass: false },
  inputEPCList: { roles: ['input'], isClass: false },
  outputEPCList: { roles: ['output'], isClass: false },
  epcClass: { roles: ['epc', 'child', 'parent', 'input', 'output'], isClass: true },
  quantityList: { roles: ['epc'], isClass: true },
  childQuantityList: { roles: ['child'], isClass: true },
  inputQuantityList: { roles: ['input'], isClass: true },
  outputQuantityList: { roles: ['output'], isClass: true },
}

/** A condition about attributes as one about the elements that have them. Several: an event must meet one of them. */
export async function resolveAttribute(
  transaction: Transaction,
  condition: Extract<Condition, { what: 'attribute' }>,
  asOf: number,
): Promise<readonly Condition[]> {
  const named = await selectWithAttribute(transaction, condition, asOf)
  const { field } = condition
  const uris = [...new Set(named.map(({ uri }) => uri))]
  const objects = objectFields[field]
  if (objects !== undefined) return [{ what: 'objects', ...objects, uris, ranges: [] }]
  if (field === 'bizStep' || field === 'disposition') {
    const words = named.flatMap(({ id, uri }) => {
      const reading = readVocabulary(field, id, standardEventContext)
      return [reading.ok ? reading.uri : uri]
    })
    return [{ what: 'one-of', field, values: [...new Set(words)] }]
  }
  if (field === 'readPoint' || field === 'bizLocation') return [{ what: 'one-of', field, values: uris }]
  const types = standardTypes[field]
  if (types === undefined) {
    const texts = [...new Set(named.flatMap(({ id, uri }) => [id, uri]))]
    return [{ what: 'extension', field, texts, numbers: [], moments: [] }]
  }
  // Those of other types are found without their type.
  return [field, ...types.map((type) => `${field}_${type}`)].map((name) => ({ what: 'one-of', field: name, values: uris }))
}
