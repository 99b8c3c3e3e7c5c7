import { at, denied, machine, machines, making, march4, quantity, twoLoads, unitsOfALot } from './condition-stories.ts'
import { type ConditionScenario, conditionScenario, inLoad, load, meeting } from './meeting.ts'
import { eventUri, placeUri } from './names.ts'
import { Story } from './story.ts'

/** More of what a condition meets (§4): combined ones, what is voided or denied, bounds. */
export const furtherConditions: readonly ConditionScenario[] = [
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
