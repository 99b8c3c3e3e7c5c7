import type { Container, Lot, Piece } from './acts.ts'
import { makerPrefix, type Party, type Place, type Product, products } from './catalogue.ts'
import { formatSscc } from './gs1.ts'

/** Writes the identifiers of things: as EPC URNs (EPC Tag Data Standard) or as GS1 Digital Links under the canonical stem. */
export interface Naming {
  lot(lot: Lot): string
  unit(lot: Lot, unit: number): string
  container(container: Pick<Container, 'serial'>): string
  /** The class of a product, without lot. */
  product(product: Product): string
  party(party: Party): string
  place(place: Place): string
}

/** Names that are written again and again are made once. */
function remember<K extends object>(make: (key: K) => string): (key: K) => string {
  const known = new WeakMap<K, string>()
  return (key) => {
    let text = known.get(key)
    if (text === undefined) {
      text = make(key)
      known.set(key, text)
    }
    return text
  }
}

export const urns: Naming = {
  lot: remember((lot) => `urn:epc:class:lgtin:${lot.product.prefix}.${lot.product.indicator}${lot.product.item}.${lot.code}`),
  unit: (lot, unit) => `urn:epc:id:sgtin:${lot.product.prefix}.${lot.product.indicator}${lot.product.item}.${lot.serialBase + unit}`,
  container: ({ serial }) => `urn:epc:id:sscc:${makerPrefix}.1${String(serial).padStart(9, '0')}`,
  product: (product) => `urn:epc:idpat:sgtin:${product.prefix}.${product.indicator}${product.item}.*`,
  party: remember((party) => `urn:epc:id:pgln:${party.prefix}.${party.reference}`),
  place: remember((place) => `urn:epc:id:sgln:${place.party.prefix}.${place.reference}.${place.extension}`),
}

const stem = 'https://id.gs1.org'

export const links: Naming = {
  lot: remember((lot) => `${stem}/01/${lot.product.gtin14}/10/${lot.code}`),
  unit: (lot, unit) => `${links.lot(lot)}/21/${lot.serialBase + unit}`,
  container: ({ serial }) => `${stem}/00/${formatSscc(makerPrefix, 1, serial)}`,
  product: (product) => `${stem}/01/${product.gtin14}`,
  party: remember((party) => `${stem}/417/${party.gln}`),
  place: remember((place) => `${stem}/414/${place.gln}${place.extension === '0' ? '' : `/254/${place.extension}`}`),
}

/** What an identifier in either form stands for: the product, with its lot code or serial number. */
export interface Named {
  product: Product
  code: string | undefined
  serial: number | undefined
}

const byItem = new Map(Object.values(products).map((product) => [`${product.prefix}.${product.indicator}${product.item}`, product]))
const byGtin = new Map(Object.values(products).map((product) => [product.gtin14, product]))

/** Reads an identifier that a factory wrote; undefined for anything else. */
export function parseName(text: string): Named | undefined {
  const urn = /^urn:epc:(class:lgtin|id:sgtin):(\d{7}\.\d{6})\.(.+)$/.exec(text)
  const link = /^https:\/\/id\.gs1\.org\/01\/(\d{14})(?:\/10\/([^/]+))?(?:\/21\/(\d+))?$/.exec(text)
  const product = urn === null ? byGtin.get(link?.[1] ?? '') : byItem.get(urn[2] ?? '')
  if (product === undefined) return undefined
  if (urn !== null) {
    return urn[1] === 'class:lgtin' ? { product, code: urn[3], serial: undefined } : { product, code: undefined, serial: Number(urn[3]) }
  }
  return { product, code: link?.[2], serial: link?.[3] === undefined ? undefined : Number(link[3]) }
}

export function nameOf(piece: Piece, naming: Naming = urns): string {
  return piece.lot.serialBase < 0 ? naming.lot(piece.lot) : naming.unit(piece.lot, piece.unit)
}
