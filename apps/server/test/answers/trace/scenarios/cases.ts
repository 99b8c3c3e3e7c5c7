import { backward, forward, type Scenario, scenario } from './scenario.ts'
import { Story } from './story.ts'

const serials = (lot: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${lot}#${from + index}`)

const twoShifts = () =>
  new Story()
    .at('07:00')
    .receive(['50 of screw:P1', '50 of screw:P2'], 'Supplier')
    .at('09:00')
    .make(['50 of device:L'], { of: ['50 of screw:P1'] })
    .at('12:00')
    .ship(['30 of device:L'], 'A')
    .at('15:00')
    .make(['50 of device:L'], { of: ['50 of screw:P2'] })
    .at('17:00')
    .ship(['70 of device:L'], 'B')

const hundred = serials('device', 1, 100)
const assembled = (recipe: boolean) =>
  new Story()
    .at('07:00')
    .receive(['60 of screw:P1', '60 of screw:P2'], 'Supplier')
    .at('09:00')
    .make(['100 of device:L'], { of: ['60 of screw:P1', '60 of screw:P2'], ...(recipe && { recipe: { screw: 1 } }) })
    .at('09:30')
    .add(hundred, { lot: 'L' })
    .at('10:00')
    .fit('device#7', ['1 of screw:P1'])

const motors = () =>
  new Story()
    .at('07:00')
    .receive(['motor#M1', 'motor#M2'], 'Supplier')
    .at('08:00')
    .add(['device#S', 'device#T', 'rack#R'])
    .at('09:00')
    .fit('device#S', ['motor#M1'])
    .at('11:00')
    .remove('device#S', ['motor#M1'])
    .at('11:05')
    .fit('device#S', ['motor#M2'])
    .at('13:00')
    .fit('device#T', ['motor#M1'])
    .at('14:00')
    .fit('rack#R', ['device#S'])

const cartons = () =>
  new Story()
    .at('08:00')
    .add(['device#5'])
    .at('10:00')
    .pack('case!1', ['device#5'])
    .at('11:00')
    .pack('case!2', ['device#5'], { as: 'second packing', heard: '2025-03-04 11:00' })
    .at('12:00')
    .ship(['case!1'], 'A')
    .at('12:30')
    .ship(['case!2'], 'B')

const denied = (by: string) =>
  new Story()
    .at('07:00')
    .receive(['50 of screw:P1', '50 of glue:G'], 'Supplier')
    .at('09:00')
    .make(['50 of device:L'], { of: ['50 of screw:P1', '5 of glue:G'], as: 'making' })
    .at('10:00')
    .ship(['50 of device:L'], 'A')
    .at('2025-03-04 09:00')
    .deny('making', { source: by })

const six = () =>
  serials('device:L', 1, 6)
    .reduce(
      (story, serial, index) => story.at(`08:0${index}`).make([serial], { of: [`1 of screw:${index === 1 ? 'P1' : 'P2'}`], lot: 'L' }),
      new Story(),
    )
    .at('12:00')
    .ship(['3 of device:L'], 'A')

/** The cases of §8 that a forward or backward trace answers; `cases-beyond.ts` has the others. */
export const cases: readonly Scenario[] = [
  scenario(
    '§8.1',
    'one lot from two shifts, a part of it shipped at noon',
    twoShifts(),
    forward(['screw:P1'], { certain: ['screw:P1'], possible: ['device:L'], excluded: [], consignees: { A: 'certain', B: 'possible' } }),
    forward(['screw:P2'], { certain: ['screw:P2'], possible: ['device:L'], consignees: { A: 'excluded', B: 'possible' } }),
    backward(['device:L'], {
      certain: ['device:L'],
      possible: ['screw:P1', 'screw:P2'],
      origins: { 'screw:P1': 'possible', 'screw:P2': 'possible' },
    }),
  ),
  scenario(
    '§8.2',
    'a serial whose assembly names its screw, by the recipe',
    assembled(true),
    forward(['screw:P2'], {
      certain: ['screw:P2'],
      possible: ['device:L', ...hundred.filter((serial) => serial !== 'device#7')],
      excluded: ['device#7'],
    }),
    forward(['screw:P1'], {
      certain: ['screw:P1', 'device#7'],
      possible: ['device:L', ...hundred.filter((serial) => serial !== 'device#7')],
    }),
  ),
  scenario(
    '§8.2',
    'the same without a recipe: 1.2 screws a device, so one named leaves a remainder',
    assembled(false),
    forward(['screw:P2'], { possible: ['device:L', ...hundred], excluded: [] }),
  ),
  scenario(
    '§8.2',
    'one device made alone from both lots',
    new Story().at('09:00').make(['device#1'], { of: ['2 of screw:P1', '2 of screw:P2'] }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device#1'] }),
    forward(['screw:P2'], { certain: ['screw:P2', 'device#1'] }),
  ),
  scenario(
    '§8.3',
    'two resins, mixed in bulk',
    new Story().at('09:00').make(['100 of housing:L'], { of: ['10 KGM of resin:P1', '10 KGM of resin:P2'], pools: true }),
    forward(['resin:P1'], { certain: ['resin:P1', 'housing:L'], possible: [] }),
    forward(['resin:P2'], { certain: ['resin:P2', 'housing:L'], possible: [] }),
  ),
  scenario(
    '§8.3',
    'a heat cut into bars that go into one lot',
    new Story()
      .at('08:00')
      .make(['40 KGM of bar:B1', '40 KGM of bar:B2'], { of: ['80 KGM of heat:H'] })
      .at('10:00')
      .make(['100 of device:L'], { of: ['40 KGM of bar:B1', '40 KGM of bar:B2'] }),
    forward(['heat:H'], { certain: ['heat:H', 'bar:B1', 'bar:B2', 'device:L'] }),
    forward(['bar:B1'], { certain: ['bar:B1'], possible: ['device:L'], excluded: [] }),
  ),
  scenario(
    '§8.3',
    'a heat divided under new names',
    new Story().at('08:00').make(['40 KGM of heat:H-1', '40 KGM of heat:H-2'], { of: ['80 KGM of heat:H'], renamed: true }),
    forward(['heat:H-1'], { certain: ['heat:H-1'], possible: [], excluded: [] }),
    forward(['heat:H'], { certain: ['heat:H', 'heat:H-1', 'heat:H-2'] }),
    backward(['heat:H-2'], { certain: ['heat:H-2', 'heat:H'] }),
  ),
  scenario(
    '§8.4',
    'one unit, two cartons, no word of taking it out',
    cartons(),
    forward(['device#5'], {
      certain: ['device#5'],
      consignees: { A: 'excluded', B: 'certain' },
      carriers: { certain: ['case!1', 'case!2'], possible: [] },
    }),
    forward(['device#5'], { consignees: { A: 'certain' } }, { afterDocuments: 4 }),
    forward(['device#5'], { consignees: { A: 'certain' } }, { afterDocuments: 3 }),
  ),
  scenario(
    '§8.4',
    'quantities in two cartons add up',
    new Story()
      .at('10:00')
      .pack('case!1', ['10 of device:L'])
      .at('11:00')
      .pack('case!2', ['10 of device:L'])
      .at('12:00')
      .ship(['case!1'], 'A')
      .at('12:30')
      .ship(['case!2'], 'B'),
    forward(['device:L'], { consignees: { A: 'certain', B: 'certain' }, carriers: { certain: ['case!1', 'case!2'], possible: [] } }),
  ),
  scenario(
    '§8.5',
    'returned, reworked with glue under the same number, shipped again',
    new Story()
      .at('08:00')
      .make(['100 of device:L'], { of: ['100 of screw:P1'] })
      .at('10:00')
      .ship(['60 of device:L'], 'A')
      .at('2025-03-05 10:00')
      .returned(['20 of device:L'], 'A')
      .at('2025-03-06 10:00')
      .make(['20 of device:L'], { of: ['20 of device:L', '1 of glue:G'] })
      .at('2025-03-07 10:00')
      .ship(['20 of device:L'], 'B'),
    forward(['glue:G'], { certain: ['glue:G'], possible: ['device:L'], consignees: { A: 'excluded', B: 'possible' } }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'], possible: [], consignees: { A: 'certain', B: 'certain' } }),
  ),
  scenario(
    '§8.6',
    'a motor taken out, another put in, the first one fitted elsewhere',
    motors(),
    forward(['motor#M1'], { certain: ['motor#M1', 'device#T'], possible: [], past: ['device#S'], excluded: ['rack#R'] }),
    forward(['motor#M2'], { certain: ['motor#M2', 'device#S', 'rack#R'], past: [] }),
    backward(['device#S'], { certain: ['device#S', 'motor#M2'], past: ['motor#M1'] }),
  ),
  scenario(
    '§8.10',
    'received and used by part number alone',
    new Story()
      .at('07:00')
      .receive(['100 of screw'], 'Supplier')
      .at('09:00')
      .make(['50 of device:L'], { of: ['100 of screw', '1 of glue:G'] })
      .at('12:00')
      .ship(['50 of device:L'], 'A'),
    backward(['device:L'], {
      certain: ['device:L', 'glue:G'],
      gaps: [
        { code: 'lot-unknown', object: 'screw' },
        { code: 'origin-missing', object: 'glue:G' },
      ],
      origins: {},
    }),
  ),
  scenario(
    '§8.11',
    'a making denied by who told it',
    denied('mes'),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'], consignees: { A: 'certain' }, voided: 0 }, { afterDocuments: 3 }),
    forward(['screw:P1'], { certain: ['screw:P1'], possible: [], consignees: {}, voided: 1 }),
  ),
  scenario(
    '§8.11',
    'a making denied by another system',
    denied('erp'),
    forward(['screw:P1'], {
      certain: ['screw:P1'],
      possible: ['device:L'],
      consignees: { A: 'possible' },
      voided: 0,
      gaps: [{ code: 'contradiction-open' }],
    }),
  ),
  scenario(
    '§8.12',
    'three of six unnamed units shipped',
    six(),
    forward(['screw:P1'], {
      certain: ['screw:P1', 'device#2'],
      possible: [],
      consignees: { A: 'possible' },
      atMost: [{ object: 'device:L', consignee: 'A', quantity: '1' }],
      oneOf: { 'device#2': ['A', 'in-stock'] },
    }),
  ),
  scenario(
    '§8.12',
    'the receiver names the unit',
    six().at('2025-03-04 10:00').receive(['device:L#2'], 'Maker', { source: 'a', to: 'A', place: 'A' }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device#2'], consignees: { A: 'certain' }, oneOf: {} }),
  ),
  scenario(
    '§8.13',
    'a part in production at a processor has not been delivered',
    new Story()
      .at('08:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('10:00')
      .ship(['50 of device:L'], 'Coater', { order: 'prodorder' })
      .at('2025-03-05 10:00')
      .returned(['50 of device:L'], 'Coater'),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'], consignees: {} }),
  ),
  scenario(
    '§8.14',
    'a device taken apart that was never put together here',
    new Story().at('10:00').remove('device#D', ['motor#M1', 'board#B1']).at('12:00').fit('device#E', ['motor#M1']),
    forward(['device#D'], { certain: ['device#D', 'motor#M1', 'board#B1', 'device#E'] }),
    backward(['motor#M1'], {
      certain: ['motor#M1', 'device#D'],
      gaps: [{ code: 'origin-missing', object: 'device#D' }],
      noGap: [{ code: 'origin-missing', object: 'motor#M1' }],
    }),
  ),
  scenario(
    '§8.14',
    'some of a lot taken out of a device that was never put together here, before anybody told of the lot; and some of one that was received',
    new Story()
      .receive(['5 of screw:P2'], 'Supplier')
      .at('10:00')
      .remove('device#D', ['3 of screw:P1'])
      .remove('device#E', ['2 of screw:P2'])
      .at('12:00')
      .make(['1 of kit:K'], { of: ['3 of screw:P1'] })
      .make(['1 of kit:L'], { of: ['2 of screw:P2'] }),
    forward(['device#D'], { certain: ['device#D'], possible: ['screw:P1', 'kit:K'], excluded: [] }),
    forward(['device#E'], { certain: ['device#E'], possible: [], excluded: [] }),
    backward(['kit:K'], { certain: ['kit:K', 'screw:P1'], possible: ['device#D'], gaps: [{ code: 'origin-missing', object: 'device#D' }] }),
    backward(['kit:L'], { certain: ['kit:L', 'screw:P2'], possible: [], excluded: [] }),
  ),
]
