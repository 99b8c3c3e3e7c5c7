import { classOf, eventUri, type Line, type Party, parseLine, partyUri, placeUri, uri } from './names.ts'

type Event = Record<string, unknown>
export type CapturedDocument = { readonly source: string; readonly receivedAt: string; readonly document: Record<string, unknown> }

/** What holds of one event beside its own words. `as` names it for a later denial. */
export type Telling = {
  readonly as?: string
  /** Heard only then (`2025-03-04 10:00`); else a minute after it happened. */
  readonly heard?: string
  readonly source?: string
  readonly dateOnly?: boolean
  readonly legacy?: 'A' | 'B' | 'C'
  readonly clockSeconds?: number
  readonly place?: Party
}

export type MakingWords = Telling & {
  readonly of?: readonly string[]
  readonly pools?: boolean
  readonly renamed?: boolean
  readonly joined?: string
  readonly lot?: string
  readonly takes?: Readonly<Record<string, readonly string[]>>
  readonly recipe?: Readonly<Record<string, number>>
  readonly positions?: Readonly<Record<string, string>>
  readonly substitutes?: Readonly<Record<string, string>>
}

type RecipeWords = Pick<MakingWords, 'recipe' | 'substitutes'>

const step = (word: string): string => `https://ref.gs1.org/cbv/BizStep-${word}`

/** A history in a few sentences, told as EPCIS events, each in a document of its own. Times are local (+08:00), from 3 March 2025 on. */
export class Story {
  readonly #told: CapturedDocument[] = []
  readonly #named = new Map<string, { source: string; event: Event }>()
  #day = '2025-03-03'
  #time = '08:00'

  /** `09:30`, or `2025-03-04 09:30`. */
  at(moment: string): this {
    const [, day, time = ''] = /^(?:(\S+) )?(\d\d:\d\d(?::\d\d)?)$/.exec(moment) ?? []
    this.#day = day ?? this.#day
    this.#time = time
    return this
  }

  /** In the order in which the documents were heard. */
  documents(): CapturedDocument[] {
    return [...this.#told].sort((a, b) => Date.parse(a.receivedAt) - Date.parse(b.receivedAt))
  }

  receive(
    lines: readonly string[],
    from: Party,
    telling: Telling & { readonly supplierLot?: Readonly<Record<string, string>>; readonly to?: Party } = {},
  ): this {
    const behind = Object.entries(telling.supplierLot ?? {}).map(([name, lot]) => ({ id: eventUri(name), supplier: partyUri(from), lot }))
    const event = {
      ...observe('receiving', lines),
      ...route(from, telling.to ?? 'Maker'),
      ...(behind.length > 0 && { 'proofline:supplierLot': behind }),
    }
    return this.#tell('wms', event, telling)
  }

  make(outputs: readonly string[], words: MakingWords = {}): this {
    return this.#tell(
      'mes',
      { type: 'TransformationEvent', ...materials('input', words.of ?? []), ...materials('output', outputs), ...saying(words) },
      words,
    )
  }

  /** Numbers or a quantity come into being, and no word of what they are made of. */
  add(lines: readonly string[], telling: Telling & { readonly lot?: string } = {}): this {
    const ilmd = telling.lot === undefined ? {} : { ilmd: { 'cbvmda:lotNumber': telling.lot } }
    return this.#tell('mes', { ...subject('ADD', lines), bizStep: step('commissioning'), ...ilmd }, telling)
  }

  fit(device: string, parts: readonly string[], words: Telling & RecipeWords = {}): this {
    return this.#tell(
      'mes',
      { type: 'AssociationEvent', action: 'ADD', ...holding(device, parts), bizStep: step('installing'), ...saying(words) },
      words,
    )
  }

  /** No parts named: all of them. */
  remove(device: string, parts: readonly string[], telling: Telling = {}): this {
    return this.#tell(
      'service',
      { type: 'AssociationEvent', action: 'DELETE', ...holding(device, parts), bizStep: step('removing') },
      telling,
    )
  }

  pack(carrier: string, lines: readonly string[], telling: Telling = {}): this {
    return this.#tell('wms', { type: 'AggregationEvent', action: 'ADD', ...holding(carrier, lines), bizStep: step('packing') }, telling)
  }

  unpack(carrier: string, lines: readonly string[], telling: Telling = {}): this {
    return this.#tell(
      'wms',
      { type: 'AggregationEvent', action: 'DELETE', ...holding(carrier, lines), bizStep: step('unpacking') },
      telling,
    )
  }

  /** A look into a carrier that says it names all that is there. */
  count(carrier: string, lines: readonly string[], telling: Telling = {}): this {
    const event = { type: 'AggregationEvent', action: 'OBSERVE', ...holding(carrier, lines), bizStep: step('inspecting') }
    return this.#tell('wms', { ...event, persistentDisposition: { set: ['completeness_verified'] } }, telling)
  }

  ship(
    lines: readonly string[],
    to: Party,
    telling: Telling & { readonly from?: Party; readonly order?: 'prodorder'; readonly paper?: string } = {},
  ): this {
    const papers = telling.order === undefined ? [] : [{ type: telling.order, bizTransaction: 'urn:epc:id:gdti:9529999.00001.PO1' }]
    const bill = telling.paper === undefined ? [] : [{ type: 'desadv', bizTransaction: `urn:epc:id:gdti:9529999.00002.${telling.paper}` }]
    const list = [...papers, ...bill]
    return this.#tell(
      'wms',
      { ...observe('shipping', lines), ...route(telling.from ?? 'Maker', to), ...(list.length > 0 && { bizTransactionList: list }) },
      telling,
    )
  }

  takeBackShipment(lines: readonly string[], to: Party, telling: Telling & { readonly paper?: string } = {}): this {
    const bill =
      telling.paper === undefined
        ? {}
        : { bizTransactionList: [{ type: 'desadv', bizTransaction: `urn:epc:id:gdti:9529999.00002.${telling.paper}` }] }
    return this.#tell('wms', { ...observe('void_shipping', lines), ...route('Maker', to), ...bill }, telling)
  }

  returned(lines: readonly string[], from: Party, telling: Telling = {}): this {
    return this.#tell('wms', { ...observe('receiving', lines), disposition: 'returned', ...route(from, 'Maker') }, telling)
  }

  /** A step that only looks, or anything else about things named. */
  see(word: string, lines: readonly string[], telling: Telling = {}): this {
    return this.#tell('wms', observe(word, lines), telling)
  }

  dispose(word: 'destroying' | 'dispensing' | 'decommissioning', lines: readonly string[], telling: Telling = {}): this {
    return this.#tell('wms', { ...subject('DELETE', lines), bizStep: step(word) }, telling)
  }

  /** An error declaration: this event did not occur; `instead` are the names of events told in its place. */
  deny(as: string, telling: Telling & { readonly instead?: readonly string[] } = {}): this {
    const named = this.#named.get(as)
    if (named === undefined) throw new RangeError(`no event is called ${as}`)
    const declaration = {
      declarationTime: this.#moment(),
      reason: 'did_not_occur',
      ...(telling.instead && { correctiveEventIDs: telling.instead.map(eventID) }),
    }
    this.#hear(telling.source ?? named.source, { ...named.event, errorDeclaration: declaration }, telling.heard)
    return this
  }

  /** Anything the other sentences have no words for. */
  tell(source: string, event: Event, telling: Telling = {}): this {
    return this.#tell(source, event, telling)
  }

  #moment(): string {
    return `${this.#day}T${this.#time.length === 5 ? `${this.#time}:00` : this.#time}.000+08:00`
  }

  #tell(usual: string, said: Event, telling: Telling): this {
    const event: Event = {
      ...said,
      eventTime: this.#moment(),
      eventTimeZoneOffset: '+08:00',
      ...(telling.as !== undefined && { eventID: eventID(telling.as) }),
      ...(telling.place !== undefined && { bizLocation: { id: placeUri(telling.place) } }),
      ...(telling.dateOnly === true && { 'proofline:timePrecision': 'day' }),
      ...(telling.legacy !== undefined && { 'proofline:legacyGrade': telling.legacy }),
      ...(telling.clockSeconds !== undefined && { 'proofline:clockUncertaintySeconds': telling.clockSeconds }),
    }
    const source = telling.source ?? usual
    if (telling.as !== undefined) this.#named.set(telling.as, { source, event })
    this.#hear(source, event, telling.heard)
    return this
  }

  #hear(source: string, event: Event, heard: string | undefined): void {
    const moment = heard === undefined ? Date.parse(this.#moment()) + 60_000 : Date.parse(`${heard.replace(' ', 'T')}:00+08:00`)
    const receivedAt = new Date(moment).toISOString()
    const context = [
      'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
      { proofline: 'https://proofline.dev/ns/', cbvmda: 'urn:epcglobal:cbv:mda:' },
    ]
    const document = {
      '@context': context,
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: receivedAt,
      epcisBody: { eventList: [event] },
    }
    this.#told.push({ source, receivedAt, document })
  }
}

export const eventID = (name: string): string => `urn:event:${name.replaceAll(' ', '-')}`

const quantityOf = ({ uri: epcClass, quantity, uom }: Line): Event => ({
  epcClass,
  ...(quantity !== undefined && { quantity }),
  ...(uom !== undefined && { uom }),
})

function split(texts: readonly string[], things: string, amounts: string): Event {
  const lines = texts.map(parseLine)
  const [named, counted] = [lines.filter((line) => !line.counted), lines.filter((line) => line.counted)]
  return {
    ...(named.length > 0 && { [things]: named.map((line) => line.uri) }),
    ...(counted.length > 0 && { [amounts]: counted.map(quantityOf) }),
  }
}

const subject = (action: string, lines: readonly string[]): Event => ({
  type: 'ObjectEvent',
  action,
  ...split(lines, 'epcList', 'quantityList'),
})
const observe = (word: string, lines: readonly string[]): Event => ({ ...subject('OBSERVE', lines), bizStep: step(word) })
const materials = (side: 'input' | 'output', lines: readonly string[]): Event => split(lines, `${side}EPCList`, `${side}QuantityList`)
const holding = (holder: string, lines: readonly string[]): Event => ({
  parentID: eventUri(holder),
  ...split(lines, 'childEPCs', 'childQuantityList'),
})

const route = (from: Party, to: Party): Event => ({
  sourceList: [
    { type: 'possessing_party', source: partyUri(from) },
    { type: 'location', source: placeUri(from) },
  ],
  destinationList: [
    { type: 'possessing_party', destination: partyUri(to) },
    { type: 'location', destination: placeUri(to) },
  ],
})

function saying(words: Omit<MakingWords, keyof Telling>): Event {
  const { pools, renamed, joined, lot, takes, recipe, positions, substitutes } = words
  return {
    ...(pools === true && { 'proofline:pools': true }),
    ...(renamed === true && { 'proofline:relation': 'renamed' }),
    ...(joined !== undefined && { transformationID: `urn:epc:id:gdti:9529999.00003.${joined}` }),
    ...(lot !== undefined && { ilmd: { 'cbvmda:lotNumber': lot } }),
    ...(takes && {
      'proofline:takes': Object.entries(takes).map(([output, inputs]) => ({ output: uri(output), inputs: inputs.map(uri) })),
    }),
    ...(recipe && { 'proofline:recipe': Object.entries(recipe).map(([part, quantity]) => ({ part: classOf(part), quantity })) }),
    ...(positions && { 'proofline:positions': Object.entries(positions).map(([id, position]) => ({ id: uri(id), position })) }),
    ...(substitutes && {
      'proofline:substitutes': Object.entries(substitutes).map(([part, replaces]) => ({
        part: classOf(part),
        replaces: classOf(replaces),
      })),
    }),
  }
}
