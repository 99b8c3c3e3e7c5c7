import { type ConditionScenario, conditionScenario, inLoad, load, loadType, logger, meeting, reading, sterilizing } from './meeting.ts'
import { eventUri, placeUri } from './names.ts'
import { Story } from './story.ts'

const quantity = (amount: number, name = 'device:L') => ({ quantityList: [{ epcClass: eventUri(name), quantity: amount }] })
const paper = (number: string) => `urn:epc:id:gdti:9529999.00002.${number}`

const twoLoads = () =>
  new Story()
    .at('08:00')
    .make(['100 of device:L'], { of: ['100 of screw:P1'] })
    .at('09:00')
    .ship(['5 of device:L'], 'A')
    .at('10:00')
    .tell('mes', inLoad('LOAD17', quantity(40)))
    .at('14:00')
    .tell('mes', inLoad('LOAD18', quantity(55)))
    .at('2025-03-04 09:00')
    .ship(['95 of device:L'], 'B')

const wholeLoad = () =>
  new Story()
    .at('08:00')
    .make(['100 of device:L'], { of: ['100 of screw:P1'] })
    .at('09:00')
    .ship(['5 of device:L'], 'A')
    .at('10:00')
    .tell('mes', { ...inLoad('LOAD17', quantity(95)), 'proofline:loadComplete': true })
    .at('2025-03-04 09:00')
    .ship(['50 of device:L'], 'B')

const warm = { minValue: 3, maxValue: 31 }
const night = { startTime: '2025-03-03T02:00:00+08:00', endTime: '2025-03-03T04:00:00+08:00' }

const loggerInCases = () =>
  new Story()
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
    .tell('wms', reading([eventUri('case!1'), eventUri('case!2')], warm, night))

/** Two shipments of one lot under way in the same night, each with its logger; ten units stayed behind. */
const twoTransports = () =>
  new Story()
    .at('2025-03-02 18:00')
    .make(['30 of device:L'], { of: ['30 of screw:P1'] })
    .at('2025-03-02 20:00')
    .pack('case!1', ['10 of device:L'])
    .at('2025-03-02 20:30')
    .pack('case!2', ['10 of device:L'])
    .at('2025-03-02 22:00')
    .ship(['case!1'], 'A', { paper: 'DN1' })
    .at('2025-03-02 22:30')
    .ship(['case!2'], 'B', { paper: 'DN2' })
    .at('2025-03-03 08:30')
    .tell('wms', {
      ...reading([eventUri('case!1')], warm, { ...night, device: 1 }),
      bizTransactionList: [{ type: 'desadv', bizTransaction: paper('DN1') }],
    })
    .at('2025-03-03 08:40')
    .tell('wms', {
      ...reading([eventUri('case!2')], { maxValue: 7 }, { ...night, device: 2 }),
      bizTransactionList: [{ type: 'desadv', bizTransaction: paper('DN2') }],
    })
    .at('2025-03-05 10:00')
    .ship(['10 of device:L'], 'C')

const movedMotor = () =>
  new Story()
    .at('08:00')
    .add(['device#S', 'device#T', 'motor#M1', 'motor#M2'])
    .at('08:30')
    .fit('device#S', ['motor#M1'])
    .at('10:00')
    .tell('mes', inLoad('LOAD17', { epcList: [eventUri('device#S')] }))
    .at('2025-03-04 09:00')
    .remove('device#S', ['motor#M1'])
    .at('2025-03-04 09:30')
    .fit('device#S', ['motor#M2'])
    .at('2025-03-05 09:00')
    .fit('device#T', ['motor#M1'])

const at = (machine: string, event: Record<string, unknown>) => ({ ...event, readPoint: { id: `${placeUri('Maker')}/254/${machine}` } })
const making = (output: string, input: string) => ({
  type: 'TransformationEvent',
  inputQuantityList: [{ epcClass: eventUri(input), quantity: 50 }],
  outputQuantityList: [{ epcClass: eventUri(output), quantity: 50 }],
})
const machine = (name: string) => `${placeUri('Maker')}/254/${name}`

const machines = () =>
  new Story()
    .at('2025-03-03 09:00')
    .tell('mes', { ...at('M3', making('device:K', 'screw:P1')), 'proofline:operator': 'op-17', bizStep: 'assembling' })
    .at('2025-03-04 09:00')
    .tell('mes', { ...at('M3', making('device:L', 'screw:P1')), 'proofline:operator': 'op-18', bizStep: 'assembling' })
    .at('2025-03-04 15:00')
    .tell('mes', {
      ...at('M4', making('device:M', 'screw:P1')),
      'proofline:operator': 'op-17',
      'proofline:equipment': '压机-7',
      bizStep: 'assembling',
    })
    .at('2025-03-06 09:00')
    .ship(['50 of device:L'], 'A')
    .at('2025-03-06 10:00')
    .ship(['50 of device:M'], 'B')

const march4 = { from: '2025-03-04T00:00:00+08:00', to: '2025-03-04T23:59:59+08:00' }

const denied = (by: string) =>
  new Story()
    .at('08:00')
    .add(['device#1'])
    .at('10:00')
    .tell('mes', inLoad('LOAD17', { epcList: [eventUri('device#1')] }), { as: 'load' })
    .at('11:00')
    .ship(['device#1'], 'A')
    .at('2025-03-05 09:00')
    .deny('load', { source: by })

const unitsOfALot = () =>
  new Story()
    .at('08:00')
    .make(['device:L#1', 'device:L#2', 'device:L#3', 'device:L#4'], { of: ['4 of screw:P1'] })
    .at('10:00')
    .tell('mes', inLoad('LOAD17', { epcList: ['device#1', 'device#2'].map(eventUri) }))
    .at('12:00')
    .ship(['device#3'], 'B')
    .at('13:00')
    .ship(['2 of device:L'], 'A')

/** By condition (§4), the lot met by one (§3), the cases 7 and 8 of §8. */
export const conditions: readonly ConditionScenario[] = [
  conditionScenario(
    '§8.7',
    'load 17 held a part of the lot: the lot possible, what had been delivered before excluded',
    twoLoads(),
    meeting({ bizTransaction: load('LOAD17') }, { certain: [], possible: ['device:L'], consignees: { A: 'excluded', B: 'possible' } }),
    meeting(
      { bizTransaction: { id: load('LOAD18'), type: loadType } },
      { possible: ['device:L'], consignees: { A: 'excluded', B: 'possible' } },
    ),
    meeting({ bizTransaction: { id: load('LOAD18'), type: 'desadv' } }, { certain: [], possible: [], consignees: {} }),
    meeting({ step: sterilizing }, { possible: ['device:L'], consignees: { A: 'excluded', B: 'possible' } }),
    meeting({ step: sterilizing }, { certain: [], possible: [] }, { afterDocuments: 2 }),
  ),
  conditionScenario(
    '§3 lot met',
    'a load that held all that was there: the lot certain, and what had left before excluded',
    wholeLoad(),
    meeting({ bizTransaction: load('LOAD17') }, { certain: ['device:L'], possible: [], consignees: { A: 'excluded', B: 'certain' } }),
  ),
  conditionScenario(
    '§3 lot met',
    'a load that held all, and more of the lot made after it: possible',
    wholeLoad()
      .at('2025-03-05 08:00')
      .make(['10 of device:L'], { of: ['10 of screw:P1'] })
      .at('2025-03-06 08:00')
      .ship(['20 of device:L'], 'C'),
    meeting(
      { bizTransaction: load('LOAD17') },
      { certain: [], possible: ['device:L'], consignees: { A: 'excluded', B: 'certain', C: 'possible' } },
    ),
  ),
  conditionScenario(
    '§3 lot met',
    'a load that held all, and what had been delivered came back after it: possible from then on',
    wholeLoad().at('2025-03-05 08:00').returned(['5 of device:L'], 'A').at('2025-03-06 08:00').ship(['20 of device:L'], 'C'),
    meeting(
      { bizTransaction: load('LOAD17') },
      { certain: [], possible: ['device:L'], consignees: { A: 'excluded', B: 'certain', C: 'possible' } },
    ),
  ),
  conditionScenario(
    '§8.8',
    'read at 08:30, warm from 02:00 to 04:00: what was aboard then, with its parts',
    loggerInCases(),
    ...[
      { sensor: { type: 'Temperature', above: 30, uom: 'CEL' } },
      { sensor: { type: 'gs1:Temperature', above: '303', uom: 'KEL' } },
      { sensor: { above: 85, uom: 'FAH' }, step: 'transporting' },
      { sensor: { type: 'Temperature', above: 30, below: 2, uom: 'CEL' } },
      { equipment: logger(1) },
      { equipment: logger(1), sensor: { type: 'Temperature', above: 10, below: 20, uom: 'CEL' } },
    ].map((condition) =>
      meeting(condition, {
        certain: ['device#1', 'device#2', 'motor#M1'],
        possible: [],
        excluded: ['device#3'],
        carriers: { certain: ['case!1', 'case!2'], possible: [] },
      }),
    ),
    meeting({ sensor: { type: 'Temperature', above: 31, uom: 'CEL' } }, { certain: [], possible: [] }),
    meeting({ sensor: { type: 'Temperature', above: 30 } }, { certain: [], possible: [] }),
    meeting({ sensor: { type: 'AbsoluteHumidity', above: 30, uom: 'CEL' } }, { certain: [], possible: [] }),
    meeting(
      { sensor: { type: 'Temperature', above: 30, uom: 'CEL' }, from: '2025-03-03T04:30:00+08:00' },
      { certain: [], possible: [], carriers: { certain: [], possible: [] } },
    ),
    meeting(
      { sensor: { type: 'Temperature', above: 30, uom: 'CEL' }, to: '2025-03-03T03:00:00+08:00' },
      { certain: [], possible: ['device#1', 'device#2', 'motor#M1'] },
    ),
    meeting(
      { transport: eventUri('case!1'), sensor: { type: 'Temperature', above: 30, uom: 'CEL' } },
      { certain: ['device#1', 'device#2', 'motor#M1'] },
    ),
    meeting({ equipment: logger(1) }, { certain: ['device#1', 'motor#M1'], possible: [] }, { objects: ['device#1'] }),
    meeting({ equipment: logger(1) }, { certain: ['motor#M1', 'device#1'], possible: [] }, { objects: ['motor'] }),
    meeting({ equipment: logger(1) }, { certain: ['device#2'] }, { objects: ['case!2'] }),
  ),
  conditionScenario(
    '§4 transport',
    'a transport that was too warm: its consignee certain; the other transport and what stayed behind are not',
    twoTransports(),
    meeting(
      { transport: paper('DN1'), sensor: { type: 'Temperature', above: 8, below: 2, uom: 'CEL' } },
      { certain: [], possible: ['device:L'], consignees: { A: 'certain', B: 'excluded', C: 'excluded' } },
    ),
    meeting(
      { sensor: { type: 'Temperature', above: 8, uom: 'CEL' } },
      { possible: ['device:L'], consignees: { A: 'certain', B: 'excluded', C: 'excluded' } },
    ),
    meeting({ transport: paper('DN2'), sensor: { type: 'Temperature', above: 8, uom: 'CEL' } }, { certain: [], possible: [] }),
    meeting({ transport: paper('DN2') }, { possible: ['device:L'], consignees: { A: 'excluded', B: 'certain', C: 'excluded' } }),
  ),
  conditionScenario(
    '§4 transport',
    'returned from the warm transport, the units may be in anything of the lot that goes out later',
    twoTransports().at('2025-03-04 10:00').returned(['case!1'], 'A').at('2025-03-04 11:00').unpack('case!1', ['10 of device:L']),
    meeting(
      { transport: paper('DN1'), sensor: { type: 'Temperature', above: 8, uom: 'CEL' } },
      { possible: ['device:L'], consignees: { A: 'certain', B: 'excluded', C: 'possible' } },
    ),
  ),
  conditionScenario(
    '§4 transport',
    'sent on by who got the warm transport, unnamed: possible there; what the maker ships later is not',
    twoTransports().at('2025-03-06 10:00').ship(['5 of device:L'], 'Coater', { from: 'A' }),
    meeting(
      { transport: paper('DN1'), sensor: { type: 'Temperature', above: 8, uom: 'CEL' } },
      { possible: ['device:L'], consignees: { A: 'certain', B: 'excluded', C: 'excluded', Coater: 'possible' } },
    ),
  ),
  conditionScenario(
    '§4 transport',
    'a logger read without the paper of its transport: what was aboard between departure and arrival',
    new Story()
      .at('2025-03-02 12:00')
      .add(['device#1', 'device#2', 'device#3'])
      .at('2025-03-02 13:00')
      .pack('case!1', ['device#1'])
      .at('2025-03-02 13:10')
      .pack('case!2', ['device#2'])
      .at('2025-03-02 22:00')
      .ship(['case!1'], 'A', { paper: 'DN1' })
      .at('2025-03-03 08:30')
      .tell('wms', reading(['case!1', 'case!2'].map(eventUri), warm, night))
      .at('2025-03-03 09:00')
      .tell('a', {
        type: 'ObjectEvent',
        action: 'OBSERVE',
        epcList: [eventUri('case!1')],
        bizStep: 'arriving',
        bizTransactionList: [{ type: 'desadv', bizTransaction: paper('DN1') }],
      })
      .at('2025-03-04 08:30')
      .tell('wms', reading(['case!1'].map(eventUri), { maxValue: 45 }, { device: 3, time: '2025-03-04T07:00:00+08:00' })),
    meeting(
      { transport: paper('DN1'), sensor: { type: 'Temperature', above: 30, uom: 'CEL' } },
      { certain: ['device#1'], possible: [], consignees: { A: 'certain' } },
    ),
    meeting({ transport: paper('DN1'), sensor: { type: 'Temperature', above: 40, uom: 'CEL' } }, { certain: [], possible: [] }),
    meeting({ sensor: { type: 'Temperature', above: 40, uom: 'CEL' } }, { certain: ['device#1'] }),
  ),
  conditionScenario(
    '§4 parts',
    'a part keeps its exposure when it moves on; the part that came later is not reached',
    movedMotor(),
    meeting({ bizTransaction: load('LOAD17') }, { certain: ['device#S', 'device#T', 'motor#M1'], possible: [] }),
  ),
  conditionScenario(
    '§3 refutation c',
    'the part was out before the exposure',
    new Story()
      .at('08:00')
      .add(['device#S', 'motor#M1'])
      .at('08:30')
      .fit('device#S', ['motor#M1'])
      .at('09:00')
      .remove('device#S', ['motor#M1'])
      .at('10:00')
      .tell('mes', inLoad('LOAD17', { epcList: [eventUri('device#S')] })),
    meeting({ bizTransaction: load('LOAD17') }, { certain: ['device#S'], possible: [], excluded: ['motor#M1'] }),
  ),
  conditionScenario(
    '§4 equipment',
    'made on a machine within a window: what it made then, whole',
    machines(),
    meeting(
      { equipment: machine('M3'), ...march4 },
      { certain: ['device:L'], possible: ['screw:P1'], excluded: ['device:K', 'device:M'], consignees: { A: 'certain', B: 'excluded' } },
    ),
    meeting({ equipment: machine('M3') }, { certain: ['device:K', 'device:L'], possible: ['screw:P1'] }),
    meeting({ equipment: '压机-7' }, { certain: ['device:M'], consignees: { A: 'excluded', B: 'certain' } }),
    meeting({ place: placeUri('Maker'), ...march4 }, { certain: ['device:L', 'device:M'] }),
    meeting({ place: placeUri('A') }, { certain: [], possible: [] }),
    meeting({ person: 'op-17' }, { certain: ['device:K', 'device:M'] }),
    meeting({ person: 'op-17', ...march4 }, { certain: ['device:M'], consignees: { A: 'excluded', B: 'certain' } }),
    meeting({ person: 'op-17', step: 'assembling', equipment: machine('M3') }, { certain: ['device:K'] }),
    meeting({ person: 'OP-17' }, { certain: [], possible: [] }),
    meeting({ equipment: machine('M3') }, { certain: ['device:K'], possible: [] }, { objects: ['device:K'] }),
    meeting({ equipment: machine('M3') }, { certain: ['device:K', 'device:L'], possible: [] }, { objects: ['device'] }),
    meeting({ equipment: machine('M3') }, { certain: [], possible: [] }, { objects: ['device:M'] }),
    meeting(march4, { certain: ['device:L', 'device:M'], possible: ['screw:P1'] }),
  ),
  conditionScenario(
    '§3 lot met',
    'used up where the condition was met: what is made of the rest is not reached, until some is found again',
    new Story()
      .at('2025-03-03 09:00')
      .tell('mes', at('M3', making('device:K', 'screw:P1')))
      .at('2025-03-04 09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('2025-03-05 09:00')
      .add(['5 of screw:P1'])
      .at('2025-03-06 09:00')
      .make(['5 of device:M'], { of: ['5 of screw:P1'] }),
    meeting({ equipment: machine('M3') }, { certain: ['device:K'], possible: ['screw:P1'], excluded: ['device:L'] }, { afterDocuments: 2 }),
    meeting({ equipment: machine('M3') }, { certain: ['device:K'], possible: ['screw:P1', 'device:M'], excluded: ['device:L'] }),
  ),
  conditionScenario(
    '§1 moment',
    'only the day is known: a window of some hours of it makes possible',
    new Story()
      .at('2025-03-04 00:00')
      .tell('mes', at('M3', making('device:L', 'screw:P1')), { dateOnly: true })
      .at('2025-03-04 11:00')
      .tell('mes', at('M3', making('device:M', 'screw:P1')), { clockSeconds: 7200, heard: '2025-03-04 20:00' }),
    meeting(
      { equipment: machine('M3'), from: '2025-03-04T12:00:00+08:00', to: '2025-03-04T14:00:00+08:00' },
      { certain: [], possible: ['device:L', 'device:M', 'screw:P1'] },
    ),
    meeting({ equipment: machine('M3'), ...march4 }, { certain: ['device:M'], possible: ['device:L', 'screw:P1'] }),
    meeting({ equipment: machine('M3'), from: '2025-03-03T00:00:00+08:00' }, { certain: ['device:L', 'device:M'] }),
    meeting({ equipment: machine('M3'), from: '2025-03-05T00:00:01+08:00' }, { certain: [], possible: [] }),
  ),
  conditionScenario(
    '§1 standing',
    'a load declared wrong by who told it: not met any more, still as known before',
    denied('mes'),
    meeting({ bizTransaction: load('LOAD17') }, { certain: ['device#1'], consignees: { A: 'certain' }, voided: 0 }, { afterDocuments: 3 }),
    meeting({ bizTransaction: load('LOAD17') }, { certain: [], possible: [], consignees: {}, voided: 1 }),
  ),
  conditionScenario(
    '§1 standing',
    'a load denied by another system: possible',
    denied('erp'),
    meeting(
      { bizTransaction: load('LOAD17') },
      { certain: [], possible: ['device#1'], consignees: { A: 'possible' }, gaps: [{ code: 'contradiction-open' }] },
    ),
  ),
  conditionScenario(
    '§3 lot met',
    'units named: certain, their lot not in scope; an unnamed quantity may hold them',
    unitsOfALot(),
    meeting(
      { bizTransaction: load('LOAD17') },
      {
        certain: ['device#1', 'device#2'],
        possible: [],
        excluded: [],
        consignees: { A: 'possible' },
        atMost: [{ object: 'device:L', consignee: 'A', quantity: '2' }],
      },
    ),
    meeting({ bizTransaction: load('LOAD17') }, { certain: ['device#2'], possible: [] }, { objects: ['device#2', 'device#3'] }),
  ),
  conditionScenario(
    '§3 lot met',
    'a quantity met: units of the lot that had gone by their names are excluded',
    new Story()
      .at('08:00')
      .make(['device:L#1', 'device:L#2', 'device:L#3'], { of: ['3 of screw:P1'] })
      .at('09:00')
      .ship(['device#1'], 'A')
      .at('10:00')
      .tell('mes', inLoad('LOAD17', quantity(1)))
      .at('11:00')
      .ship(['device#2'], 'B'),
    meeting(
      { bizTransaction: load('LOAD17') },
      { certain: [], possible: ['device:L', 'device#2', 'device#3'], excluded: ['device#1'], consignees: { A: 'excluded', B: 'possible' } },
    ),
  ),
  conditionScenario(
    '§2 class alone',
    'a product told without its lot met the condition: the product possible, and its lots unknown',
    new Story()
      .at('10:00')
      .tell('mes', inLoad('LOAD17', quantity(10, 'device')))
      .at('11:00')
      .ship(['10 of device'], 'A'),
    meeting(
      { bizTransaction: load('LOAD17') },
      { possible: ['device'], consignees: { A: 'possible' }, gaps: [{ code: 'lot-unknown', object: 'device' }] },
    ),
  ),
  conditionScenario(
    '§4 contents',
    'a container is packed at a station: what was in it before goes with it',
    new Story()
      .at('08:00')
      .add(['device#1', 'device#2', 'device#3'])
      .at('09:00')
      .pack('case!1', ['device#1'])
      .at('10:00')
      .pack('case!1', ['device#2'], { place: 'Maker' })
      .at('10:10')
      .tell('wms', {
        type: 'AggregationEvent',
        action: 'ADD',
        parentID: eventUri('case!3'),
        childEPCs: [eventUri('case!1')],
        bizStep: 'loading',
        'proofline:operator': 'op-1',
      })
      .at('12:00')
      .pack('case!1', ['device#3']),
    meeting(
      { person: 'op-1' },
      {
        certain: ['device#1', 'device#2'],
        possible: [],
        excluded: ['device#3'],
        carriers: { certain: ['case!1', 'case!3'], possible: [] },
      },
    ),
    meeting({ place: placeUri('Maker') }, { certain: ['device#1', 'device#2'] }),
  ),
  conditionScenario(
    '§4',
    'nothing met it',
    twoLoads(),
    meeting({ bizTransaction: load('LOAD99') }, { certain: [], possible: [], past: [], excluded: [], consignees: {} }),
  ),
]
