/** Where extension fields stand; the words are those of the query parameters (EPCIS 2.0 §8.2.7.1). '': on the event itself. */
export type Scope = '' | 'ILMD' | 'ERROR_DECLARATION' | 'readPoint' | 'bizLocation' | 'SENSORELEMENT' | 'SENSORMETADATA' | 'SENSORREPORT'

export type ObjectRole = 'epc' | 'parent' | 'child' | 'input' | 'output'

export type EntryObject = {
  readonly role: ObjectRole
  readonly isClass: boolean
  readonly uri: string
  readonly quantity: string | null
  readonly uom: string | null
}

/** `si`: a plain decimal; of a time, milliseconds since 1970. */
export type EntryNumber = { readonly field: string; readonly si: string; readonly told: string; readonly uom: string | null }

/** Fields whose values are listed as resources of their own (EPCIS 2.0 §12). */
export const listedFields = ['eventType', 'bizStep', 'disposition', 'readPoint', 'bizLocation'] as const
export type ListedField = (typeof listedFields)[number]

/** What one event gives a query to find it by. Keys are 32 hexadecimal digits. */
export type EventEntry = {
  readonly atMs: number
  readonly step: string | null
  readonly terms: readonly string[]
  /** Null: `view_participation` tells them. */
  readonly objects: readonly EntryObject[] | null
  readonly numbers: readonly EntryNumber[]
  readonly values: readonly (readonly [ListedField, string])[]
}

/** A vocabulary element of master data. */
export type ElementEntry = {
  readonly vocabulary: string
  readonly id: string
  readonly uri: string
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly children: readonly string[]
}
