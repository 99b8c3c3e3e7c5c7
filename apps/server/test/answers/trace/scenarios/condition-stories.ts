import { inLoad, reading } from './meeting.ts'
import { eventUri, placeUri } from './names.ts'
import { Story } from './story.ts'

export const quantity = (amount: number, name = 'device:L') => ({ quantityList: [{ epcClass: eventUri(name), quantity: amount }] })
export const paper = (number: string) => `urn:epc:id:gdti:9529999.00002.${number}`

export const twoLoads = () =>
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

export const wholeLoad = () =>
  new Story()
    .at('08:00')
    .make(['100 of device:L'], { of: ['100 of screw:P1'] })
    .at('09:00')
    .ship(['5 of device:L'], 'A')
    .at('10:00')
    .tell('mes', { ...inLoad('LOAD17', quantity(95)), 'proofline:loadComplete': true })
    .at('2025-03-04 09:00')
    .ship(['50 of device:L'], 'B')

export const warm = { minValue: 3, maxValue: 31 }
export const night = { startTime: '2025-03-03T02:00:00+08:00', endTime: '2025-03-03T04:00:00+08:00' }

export const loggerInCases = () =>
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
export const twoTransports = () =>
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

export const movedMotor = () =>
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

export const at = (machine: string, event: Record<string, unknown>) => ({
  ...event,
  readPoint: { id: `${placeUri('Maker')}/254/${machine}` },
})
export const making = (output: string, input: string) => ({
  type: 'TransformationEvent',
  inputQuantityList: [{ epcClass: eventUri(input), quantity: 50 }],
  outputQuantityList: [{ epcClass: eventUri(output), quantity: 50 }],
})
export const machine = (name: string) => `${placeUri('Maker')}/254/${name}`

export const machines = () =>
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

export const march4 = { from: '2025-03-04T00:00:00+08:00', to: '2025-03-04T23:59:59+08:00' }

export const denied = (by: string) =>
  new Story()
    .at('08:00')
    .add(['device#1'])
    .at('10:00')
    .tell('mes', inLoad('LOAD17', { epcList: [eventUri('device#1')] }), { as: 'load' })
    .at('11:00')
    .ship(['device#1'], 'A')
    .at('2025-03-05 09:00')
    .deny('load', { source: by })

export const unitsOfALot = () =>
  new Story()
    .at('08:00')
    .make(['device:L#1', 'device:L#2', 'device:L#3', 'device:L#4'], { of: ['4 of screw:P1'] })
    .at('10:00')
    .tell('mes', inLoad('LOAD17', { epcList: ['device#1', 'device#2'].map(eventUri) }))
    .at('12:00')
    .ship(['device#3'], 'B')
    .at('13:00')
    .ship(['2 of device:L'], 'A')
