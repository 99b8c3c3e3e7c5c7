import { loggerInCases, movedMotor, night, paper, twoLoads, twoTransports, warm, wholeLoad } from './condition-stories.ts'
import { type ConditionScenario, conditionScenario, load, loadType, logger, meeting, reading, sterilizing } from './meeting.ts'
import { eventUri } from './names.ts'
import { Story } from './story.ts'

/** By condition (§4), the lot met by one (§3), the cases 7 and 8 of §8. */
export const loadsAndPlaces: readonly ConditionScenario[] = [
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
]
