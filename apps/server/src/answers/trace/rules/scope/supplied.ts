import type { EventDetails } from '../../../../views/genealogy/index.ts'
import { receivingSteps } from '../basis/words.ts'

/** A lot under the number that its supplier gives it; of any supplier, where none is named (canonical URI). */
export type SupplierLot = { readonly lot: string; readonly supplier?: string }

/** What an event names, with the lot and the product that it is of. */
type NamedPart = { readonly object: string; readonly lot: string | null; readonly product: string | null }
type Telling = { readonly bizStep: string | null; readonly consignor: string | null; readonly details: EventDetails }

const numberIn = /\/(?:10|lot)\/([^/]+)$/

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/** Of the ways in which a URI may write the number of a lot, the canonical one is among these. */
export const waysToWrite = (lot: string): readonly string[] => [
  lot,
  encodeURIComponent(lot),
  encodeURIComponent(lot).replace(/[!'()*]/g, percent),
]

const isNumbered = (uri: string, lot: string): boolean => waysToWrite(lot).includes(numberIn.exec(uri)?.[1] ?? '')

/**
 * Does an event tell that this is of a supplier's lot: by `proofline:supplierLot`; or, where it tells none of it there, as a receipt from him of a lot
 * that is kept under the very number?
 */
export function isOfSupplierLot(
  { bizStep, consignor, details }: Telling,
  { object, lot, product }: NamedPart,
  asked: SupplierLot,
): boolean {
  const lines = (details.supplierLot ?? []).filter(({ id }) => id === object || id === lot || id === product)
  if (lines.length > 0) return lines.some((line) => line.lot === asked.lot && (asked.supplier ?? line.supplier) === line.supplier)
  const isFromIt = asked.supplier === undefined || consignor === asked.supplier
  return (
    isFromIt && bizStep !== null && receivingSteps.has(bizStep) && [object, lot].some((one) => one !== null && isNumbered(one, asked.lot))
  )
}

/** The same of a part of an event; where no lot of a supplier is asked for, everything is met. */
export const meetsSupplierLot = (
  event: Telling,
  { object, lot }: Omit<NamedPart, 'product'>,
  objects: ReadonlyMap<string, { readonly product: string | null }>,
  asked: SupplierLot | undefined,
): boolean => asked === undefined || isOfSupplierLot(event, { object, lot, product: objects.get(object)?.product ?? null }, asked)
