/** Small numbers drawn by a seed: the same history and questions every time. */
export class Dice {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1
  }

  next(below: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((this.#state / 2 ** 32) * below)
  }

  pick<T>(from: readonly T[]): T {
    const one = from[this.next(from.length)]
    if (one === undefined) throw new RangeError('nothing to pick from')
    return one
  }

  some<T>(from: readonly T[], most: number): T[] {
    return Array.from({ length: this.next(most + 1) }, () => this.pick(from))
  }

  maybe<T>(value: () => T): T | undefined {
    return this.next(2) === 0 ? undefined : value()
  }
}

export const pools = {
  epcs: [
    'urn:epc:id:sgtin:9521141.012345.1',
    'https://id.gs1.org/01/09521141123454/21/2',
    'urn:epc:id:sgtin:9521141.012346.1',
    'urn:epc:id:sgtin:9520001.012345.7',
    'urn:epc:id:sscc:9521141.1234567890',
    'https://example.org/things/1',
  ],
  classes: [
    'urn:epc:class:lgtin:9521141.012345.L1',
    'urn:epc:class:lgtin:9521141.012346.L2',
    'urn:epc:idpat:sgtin:9521141.012345.*',
    'https://example.org/classes/1',
  ],
  places: [
    'urn:epc:id:sgln:9521141.00001.0',
    'urn:epc:id:sgln:9521141.00001.a',
    'urn:epc:id:sgln:9521141.00002.0',
    'https://example.org/places/4',
  ],
  steps: ['shipping', 'receiving', 'packing', 'https://example.org/steps/sterilising'],
  dispositions: ['in_transit', 'in_progress', 'conformant'],
  transactions: ['urn:epcglobal:cbv:bt:9521141000014:PO-1', 'urn:epcglobal:cbv:bt:9521141000014:PO-2', 'https://example.org/orders/3'],
  parties: ['urn:epc:id:pgln:9521141.00001', 'https://example.org/parties/2'],
  texts: ['red', 'blue', '12', '12.5', '-3', '2026-05-01', '2026-05-01T08:00:00+08:00', '红色', 'ex:red'],
  numbers: [0, 1, 12, 12.5, -3, 37, 98.6, 310.15, 0.5, 500],
  times: ['2026-05-01T00:00:00Z', '2026-05-01T00:00:00.5Z', '2026-05-01T08:00:00+08:00', '2026-05-02T00:00:00Z', '2026-05-03T12:00:00Z'],
  units: ['CEL', 'KEL', 'FAH', 'KGM', 'GRM', 'LBR', 'XYZ'],
  devices: ['urn:epc:id:giai:9521141.12345', 'https://example.org/devices/2'],
  names: ['ex:colour', 'ex:size'],
  corrections: ['urn:uuid:00000000-0000-4000-8000-00000000aaaa', 'urn:uuid:00000000-0000-4000-8000-00000000bbbb'],
} as const

type Json = { [name: string]: unknown }

const quantityOf = (dice: Dice): Json => {
  const uom = dice.maybe(() => dice.pick(['KGM', 'GRM', 'LBR', 'XYZ']))
  const quantity = uom === undefined ? dice.maybe(() => Math.abs(dice.pick(pools.numbers))) : Math.abs(dice.pick(pools.numbers))
  return { epcClass: dice.pick(pools.classes), ...(quantity === undefined ? {} : { quantity }), ...(uom === undefined ? {} : { uom }) }
}
const listOf = (dice: Dice, most: number, make: () => Json): Json[] => Array.from({ length: dice.next(most + 1) }, make)

const extensionsOf = (dice: Dice, depth = 2): Json => {
  const found: Json = {}
  for (const name of dice.some(pools.names, 2)) {
    const value = (): unknown =>
      dice.next(3) === 0 ? dice.pick(pools.numbers) : dice.next(6) === 0 ? dice.next(2) === 0 : dice.pick(pools.texts)
    const kind = dice.next(4)
    found[name] = kind <= 1 && depth > 0 ? extensionsOf(dice, depth - 1) : kind === 2 ? [value(), value()] : value()
  }
  return found
}

const placeOf = (dice: Dice): Json => ({ id: dice.pick(pools.places), ...(dice.next(2) === 0 ? extensionsOf(dice) : {}) })

function reportOf(dice: Dice): Json {
  return {
    type: dice.pick(['Temperature', 'Mass']),
    uom: dice.pick(pools.units),
    ...Object.fromEntries(
      dice.some(['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percValue'], 4).map((name) => [name, dice.pick(pools.numbers)]),
    ),
    value: dice.pick(pools.numbers),
    ...(dice.next(3) === 0 ? { percRank: dice.pick([5, 50, 95]) } : {}),
    ...(dice.next(3) === 0 ? { stringValue: dice.pick(['a', 'b']), booleanValue: dice.next(2) === 0 } : {}),
    ...(dice.next(3) === 0 ? { hexBinaryValue: dice.pick(['F0', 'f0', '0A']), uriValue: dice.pick(pools.devices) } : {}),
    ...(dice.next(3) === 0
      ? { time: dice.pick(pools.times), microorganism: 'https://example.org/m/1', chemicalSubstance: 'https://example.org/c/1' }
      : {}),
    ...(dice.next(2) === 0 ? extensionsOf(dice) : {}),
  }
}

const sensorOf = (dice: Dice): Json => ({
  sensorMetadata: {
    startTime: dice.pick(pools.times),
    endTime: dice.pick(pools.times),
    deviceID: dice.pick(pools.devices),
    ...(dice.next(2) === 0 ? { bizRules: 'https://example.org/rules/1', dataProcessingMethod: 'https://example.org/methods/1' } : {}),
    ...(dice.next(2) === 0 ? extensionsOf(dice) : {}),
  },
  sensorReport: [reportOf(dice), ...listOf(dice, 1, () => reportOf(dice))],
  ...(dice.next(2) === 0 ? extensionsOf(dice) : {}),
})

/** An event with everything that a query may ask about, some of it. */
export function eventOf(dice: Dice, number: number): Json {
  const type = dice.pick(['ObjectEvent', 'AggregationEvent', 'TransactionEvent', 'TransformationEvent', 'AssociationEvent'])
  const epcs = [dice.pick(pools.epcs), ...dice.some(pools.epcs, 1)].filter((epc, at, all) => all.indexOf(epc) === at)
  const lists: Record<string, () => Json> = {
    ObjectEvent: () => ({ epcList: epcs, quantityList: listOf(dice, 2, () => quantityOf(dice)) }),
    TransactionEvent: () => ({ epcList: epcs, parentID: dice.pick(pools.epcs), quantityList: listOf(dice, 1, () => quantityOf(dice)) }),
    AggregationEvent: () => ({
      parentID: dice.pick(pools.epcs),
      childEPCs: epcs,
      childQuantityList: listOf(dice, 2, () => quantityOf(dice)),
    }),
    AssociationEvent: () => ({
      parentID: dice.pick(pools.epcs),
      childEPCs: epcs,
      childQuantityList: listOf(dice, 1, () => quantityOf(dice)),
    }),
    TransformationEvent: () => ({
      inputEPCList: epcs,
      inputQuantityList: listOf(dice, 1, () => quantityOf(dice)),
      outputEPCList: [dice.pick(pools.epcs)],
      outputQuantityList: listOf(dice, 1, () => quantityOf(dice)),
      ...(dice.next(2) === 0 ? { transformationID: `https://example.org/makings/${dice.next(3)}` } : {}),
    }),
  }
  const party = (role: 'source' | 'destination') => () => ({
    type: dice.pick(['possessing_party', 'owning_party']),
    [role]: dice.pick(pools.parties),
  })
  const withIlmd = type === 'ObjectEvent' || type === 'TransformationEvent'
  const action =
    type === 'TransformationEvent'
      ? {}
      : { action: type === 'ObjectEvent' && dice.next(2) === 0 ? 'ADD' : dice.pick(['ADD', 'OBSERVE', 'DELETE']) }
  const isAdd = (action as { action?: string }).action === 'ADD' || type === 'TransformationEvent'
  return {
    type,
    eventID: `urn:uuid:00000000-0000-4000-8000-${String(number % 50).padStart(12, '0')}`,
    eventTime: dice.pick(pools.times),
    eventTimeZoneOffset: '+08:00',
    ...action,
    ...lists[type]?.(),
    ...(dice.next(4) > 0 ? { bizStep: dice.pick(pools.steps), disposition: dice.pick(pools.dispositions) } : {}),
    ...(dice.next(3) === 0
      ? { persistentDisposition: { set: [dice.pick(pools.dispositions)], unset: [dice.pick(pools.dispositions)] } }
      : {}),
    ...(dice.next(3) > 0 ? { readPoint: placeOf(dice), bizLocation: placeOf(dice) } : {}),
    ...(type === 'TransactionEvent' || dice.next(2) === 0
      ? {
          bizTransactionList: [
            { type: dice.pick(['po', 'desadv', 'https://example.org/types/loan']), bizTransaction: dice.pick(pools.transactions) },
          ],
        }
      : {}),
    ...(dice.next(2) === 0 ? { sourceList: [party('source')()], destinationList: [party('destination')()] } : {}),
    ...(dice.next(2) === 0 ? { sensorElementList: [sensorOf(dice)] } : {}),
    ...(withIlmd && isAdd && dice.next(2) === 0 ? { ilmd: extensionsOf(dice) } : {}),
    ...extensionsOf(dice),
  }
}

/** The same event, declared wrong. */
export const declarationOf = (dice: Dice, event: Json): Json => ({
  ...event,
  errorDeclaration: {
    declarationTime: dice.pick(pools.times),
    ...(dice.next(2) === 0
      ? { reason: 'did_not_occur' }
      : { reason: 'incorrect_data', correctiveEventIDs: [dice.pick(pools.corrections)] }),
    ...extensionsOf(dice),
  },
})
