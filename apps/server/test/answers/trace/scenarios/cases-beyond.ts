import { placeUri, uri } from './names.ts'
import { type CapturedDocument, Story } from './story.ts'

/** A question that is neither forward nor backward from names: a condition, a place, a quantity. Same words as the question shape of the API. */
export type WiderQuestion =
  | {
      readonly ask: 'forward'
      readonly condition: Readonly<Record<string, unknown>>
      readonly certain?: readonly string[]
      readonly possible?: readonly string[]
      readonly consignees?: Readonly<Record<string, string>>
    }
  | {
      readonly ask: 'where'
      readonly seed: readonly string[]
      readonly afterDocuments?: number
      readonly state: string
      readonly lastHolder?: string
      readonly place?: string
    }
  | {
      readonly ask: 'quantities'
      readonly seed: readonly string[]
      readonly terms: Readonly<Record<string, string>>
      readonly unexplained: string
    }

export type WiderScenario = {
  readonly name: string
  readonly clause: string
  readonly documents: readonly CapturedDocument[]
  readonly questions: readonly WiderQuestion[]
}

const load = (name: string): string => `urn:epcglobal:cbv:bt:9529999000001:${name}`
const loadType = 'https://proofline.dev/ns/cbv/BTT-sterilization_load'
const sterilising = (amount: number, name: string) => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  quantityList: [{ epcClass: uri('device:L'), quantity: amount }],
  bizStep: 'https://proofline.dev/ns/cbv/BizStep-sterilizing',
  bizTransactionList: [{ type: loadType, bizTransaction: load(name) }],
})

const warm = {
  type: 'ObjectEvent',
  action: 'OBSERVE',
  epcList: [uri('case!1'), uri('case!2')],
  bizStep: 'transporting',
  sensorElementList: [
    {
      sensorMetadata: { startTime: '2025-03-03T02:00:00+08:00', endTime: '2025-03-03T04:00:00+08:00' },
      sensorReport: [{ type: 'Temperature', maxValue: 31, uom: 'CEL', exception: 'ALARM_CONDITION' }],
    },
  ],
}

/** The cases of §8 that ask conditions (7, 8), quantities (9) and places (13). */
export const casesBeyond: readonly WiderScenario[] = [
  {
    clause: '§8.7',
    name: 'two loads of one lot, and five units that had gone before',
    documents: new Story()
      .at('08:00')
      .make(['100 of device:L'], { of: ['100 of screw:P1'] })
      .at('09:00')
      .ship(['5 of device:L'], 'A')
      .at('10:00')
      .tell('mes', sterilising(40, 'LOAD17'))
      .at('14:00')
      .tell('mes', sterilising(55, 'LOAD18'))
      .at('2025-03-04 09:00')
      .ship(['95 of device:L'], 'B')
      .documents(),
    questions: [
      {
        ask: 'forward',
        condition: { bizTransaction: load('LOAD17') },
        certain: [],
        possible: [uri('device:L')],
        consignees: { [uri('A')]: 'excluded', [uri('B')]: 'possible' },
      },
    ],
  },
  {
    clause: '§8.8',
    name: 'read at 08:30, warm from 02:00 to 04:00: what was aboard then, with its parts',
    documents: new Story()
      .at('2025-03-02 20:00')
      .add(['device#1', 'device#2', 'device#3'])
      .at('2025-03-02 20:30')
      .fit('device#1', ['motor#M1'])
      .at('2025-03-02 21:00')
      .pack('case!1', ['device#1'])
      .at('2025-03-02 21:10')
      .pack('case!2', ['device#2'])
      .at('2025-03-03 05:00')
      .unpack('case!2', ['device#2'])
      .at('2025-03-03 06:00')
      .pack('case!2', ['device#3'])
      .at('2025-03-03 08:30')
      .tell('wms', warm)
      .documents(),
    questions: [
      {
        ask: 'forward',
        condition: { transport: uri('case!1'), sensor: { type: 'Temperature', above: 30, uom: 'CEL' } },
        certain: ['device#1', 'device#2', 'motor#M1'].map(uri).sort(),
        possible: [],
      },
    ],
  },
  {
    clause: '§8.9',
    name: 'received, consumed, scrapped, counted: five are missing',
    documents: new Story()
      .at('08:00')
      .receive(['1000 of screw:P1'], 'Supplier')
      .at('09:00')
      .make(['900 of device:L'], { of: ['900 of screw:P1'] })
      .at('10:00')
      .dispose('destroying', ['50 of screw:P1'])
      .at('18:00')
      .see('cycle_counting', ['45 of screw:P1'])
      .documents(),
    questions: [
      {
        ask: 'quantities',
        seed: [uri('screw:P1')],
        terms: { received: '1000', consumed: '900', destroyed: '50', onHand: '45' },
        unexplained: '5',
      },
    ],
  },
  {
    clause: '§8.9',
    name: 'two boxes of twelve, seven used of each',
    documents: new Story()
      .at('08:00')
      .receive(['24 of screw:P1', '24 of screw-b:Q1'], 'Supplier')
      .at('09:00')
      .make(['7 of device:L'], { of: ['7 of screw:P1', '7 of screw-b:Q1'] })
      .documents(),
    questions: [
      { ask: 'quantities', seed: [uri('screw:P1')], terms: { received: '24', consumed: '7', onHand: '17' }, unexplained: '0' },
      { ask: 'quantities', seed: [uri('screw-b:Q1')], terms: { received: '24', consumed: '7', onHand: '17' }, unexplained: '0' },
    ],
  },
  {
    clause: '§8.13',
    name: 'a loan tray comes back without one implant, which was used',
    documents: new Story()
      .at('08:00')
      .add(['device#1', 'device#2'])
      .at('09:00')
      .pack('tray~T1', ['device#1', 'device#2'])
      .at('10:00')
      .ship(['tray~T1'], 'A')
      .at('2025-03-05 10:00')
      .returned(['tray~T1'], 'A')
      .at('2025-03-05 11:00')
      .count('tray~T1', ['device#2'])
      .at('2025-03-04 15:00')
      .dispose('dispensing', ['device#1'], { source: 'a', place: 'A', heard: '2025-03-08 09:00' })
      .documents(),
    questions: [
      { ask: 'where', seed: [uri('device#1')], afterDocuments: 5, state: 'unknown', lastHolder: uri('A') },
      { ask: 'where', seed: [uri('device#1')], state: 'used', place: placeUri('A') },
      { ask: 'where', seed: [uri('device#2')], state: 'returned' },
    ],
  },
]
