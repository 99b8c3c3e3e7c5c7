/** What kind of thing an identifier names. `lot` is a batch of a trade item, `class` a trade item, asset type or document type without a serial. */
export type Level =
  | 'class'
  | 'lot'
  | 'instance'
  | 'logistic-unit'
  | 'place'
  | 'party'
  | 'asset'
  | 'document'
  | 'coupon'
  | 'service'
  | 'consignment'
  | 'shipment'
  | 'other'

/** The key that a GS1 identifier is built on. `sgtin`, `lgtin`, `sgln` … are these with their qualifiers: `level` tells. */
export type Gs1Scheme =
  | 'gtin'
  | 'itip'
  | 'sscc'
  | 'gln'
  | 'pgln'
  | 'grai'
  | 'giai'
  | 'gdti'
  | 'gcn'
  | 'gsrn'
  | 'gsrnp'
  | 'cpi'
  | 'ginc'
  | 'gsin'
  | 'gmn'
  | 'payment'

/** EPC schemes of other bodies: they have no Digital Link, their URN is their identity. */
export type ForeignEpcScheme = 'gid' | 'usdod' | 'adi' | 'bic' | 'imovn'

/** The application identifiers that stand in a Digital Link's path. */
export type PathAi = KeyAi | '10' | '21' | '22' | '235' | '254' | '7040' | '8011' | '8019' | '8020'
export type KeyAi =
  | '00'
  | '01'
  | '253'
  | '255'
  | '401'
  | '402'
  | '414'
  | '415'
  | '417'
  | '8003'
  | '8004'
  | '8006'
  | '8010'
  | '8013'
  | '8017'
  | '8018'

export type Gs1Identifier = {
  readonly scheme: Gs1Scheme
  /** Canonical Digital Link `https://id.gs1.org/…`, reduced to the finest level: the same for every spelling of the same thing. */
  readonly uri: string
  readonly level: Level
  /** The primary key among `keys`. */
  readonly key: KeyAi
  /** Every application identifier that was read, decoded, the dropped qualifiers (lot beside serial, variant, importer) included. */
  readonly keys: Readonly<Partial<Record<PathAi, string>>>
  /** The class of a lot or of a serialised thing (GTIN, asset type, document type …). */
  readonly classUri: string | undefined
  /** The lot that an *instance's* identifier carried beside its serial. */
  readonly lotUri: string | undefined
  /** Known only where an EPC URN told it; never guessed. 6–12. */
  readonly companyPrefixLength: number | undefined
}

/** An EPC outside the GS1 keys (its URN is canonical), or any other absolute URI (kept as it was written). */
export type OpaqueIdentifier = {
  readonly scheme: ForeignEpcScheme | 'other'
  readonly uri: string
  readonly level: Level
}

export type Identifier = Gs1Identifier | OpaqueIdentifier

export const isGs1 = (identifier: Identifier): identifier is Gs1Identifier => 'key' in identifier

export const canonicalStem = 'https://id.gs1.org/'
