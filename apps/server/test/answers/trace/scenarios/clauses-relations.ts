import { backward, forward, type Scenario, scenario } from './scenario.ts'
import { Story } from './story.ts'

/** §2: what is made from, part of, member of, packed in, renamed. */
export const relations: readonly Scenario[] = [
  scenario(
    '§2 made-from',
    'three records of one making, joined: the box is packed before the last input is told',
    new Story()
      .at('09:00')
      .make([], { of: ['50 of screw:P1'], joined: 'J1' })
      .at('10:00')
      .make(['50 of device:L'], { joined: 'J1' })
      .at('15:00')
      .make([], { of: ['50 of screw:P2'], joined: 'J1' })
      .at('16:00')
      .make(['50 of device:M'], { joined: 'J1' }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'], possible: ['device:M'] }),
    forward(['screw:P2'], { certain: ['screw:P2'], possible: ['device:M'], excluded: ['device:L'] }),
  ),
  scenario(
    '§2 made-from',
    'what went in one system tells, what came out another tells as well, first: one making',
    new Story()
      .at('09:00')
      .make([], { of: ['50 of screw:P1'], joined: 'J1', source: 'mes', heard: '2025-03-03 12:00' })
      .at('10:00')
      .make(['50 of device:L'], { joined: 'J1', source: 'erp' })
      .make(['50 of device:L'], { joined: 'J1', source: 'mes', heard: '2025-03-03 12:00' }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'] }),
    backward(['device:L'], { certain: ['device:L', 'screw:P1'] }),
    forward(['screw:P1'], { certain: ['screw:P1'], possible: [] }, { afterDocuments: 1 }),
  ),
  scenario(
    '§2 made-from',
    'what two systems join under one number, and nobody tells of both, are two makings',
    new Story()
      .at('09:00')
      .make([], { of: ['50 of screw:P1'], joined: 'J1', source: 'mes' })
      .at('10:00')
      .make(['50 of device:L'], { joined: 'J1', source: 'erp' }),
    forward(['screw:P1'], { certain: ['screw:P1'], possible: [] }),
  ),
  scenario(
    '§2 member',
    'two systems tell of the same units, and only one of them says of which lot they are',
    new Story()
      .at('08:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('09:00')
      .add(['device#1', 'device#2'], { source: 'erp', clockSeconds: 1 })
      .add(['device#1', 'device#2'], { source: 'mes', lot: 'L', clockSeconds: 90 })
      .at('10:00')
      .ship(['device#1'], 'A'),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L', 'device#1', 'device#2'], consignees: { A: 'certain' } }),
  ),
  scenario(
    '§2 part-of',
    'all parts out at once',
    new Story().at('08:00').add(['device#S']).at('09:00').fit('device#S', ['motor#M1', 'board#B1']).at('11:00').remove('device#S', []),
    forward(['motor#M1'], { certain: ['motor#M1'], past: ['device#S'] }),
    forward(['board#B1'], { certain: ['board#B1'], past: ['device#S'] }),
  ),
  scenario(
    '§2 part-of',
    'taken out of what it was made into',
    new Story()
      .at('09:00')
      .make(['device#S'], { of: ['motor#M1', '1 of screw:P1'] })
      .at('11:00')
      .remove('device#S', ['motor#M1'])
      .at('12:00')
      .ship(['device#S'], 'A'),
    forward(['motor#M1'], { certain: ['motor#M1'], past: ['device#S'], consignees: { A: 'excluded' } }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device#S'], consignees: { A: 'certain' } }),
  ),
  scenario(
    '§2 part-of',
    'exchanged at the hospital: it had the part, and has it no longer',
    new Story()
      .at('08:00')
      .add(['device#S'])
      .at('09:00')
      .fit('device#S', ['motor#M1'])
      .at('12:00')
      .ship(['device#S'], 'A')
      .at('2025-03-10 09:00')
      .remove('device#S', ['motor#M1'], { place: 'A' })
      .at('2025-03-10 09:05')
      .fit('device#S', ['motor#M2'], { place: 'A' }),
    forward(['motor#M1'], { certain: ['motor#M1'], past: ['device#S'], consignees: { A: 'past' } }),
    forward(['motor#M2'], { certain: ['motor#M2', 'device#S'], consignees: { A: 'certain' } }),
  ),
  scenario(
    '§2 part-of',
    'a kit with its own UDI holds what lies in it',
    new Story().at('09:00').pack('kit#1', ['device#5', '2 of board:Z']).at('12:00').ship(['kit#1'], 'A'),
    forward(['device#5'], { certain: ['device#5', 'kit#1'], consignees: { A: 'certain' } }),
    forward(['board:Z'], { certain: ['board:Z', 'kit#1'], consignees: { A: 'certain' } }),
  ),
  scenario(
    '§2 part-of',
    'parts within parts, and the interval of the chain',
    new Story()
      .at('08:00')
      .fit('board#B', ['motor#M'])
      .at('09:00')
      .fit('device#D', ['board#B'])
      .at('10:00')
      .remove('device#D', ['board#B'])
      .at('11:00')
      .remove('board#B', ['motor#M'])
      .at('12:00')
      .fit('device#E', ['board#B']),
    forward(['motor#M'], { certain: ['motor#M'], past: ['board#B', 'device#D'], excluded: ['device#E'] }),
  ),
  scenario(
    '§2 member',
    'the lot in the identifier, in the master data, or in a document',
    new Story()
      .at('08:00')
      .make(['10 of device:L'], { of: ['10 of screw:P1'] })
      .at('09:00')
      .see('inspecting', ['device:L#1'])
      .at('09:00')
      .add(['device#2'], { lot: 'L' }),
    forward(['device:L'], { certain: ['device:L', 'device#1', 'device#2'] }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L', 'device#1', 'device#2'] }),
    backward(['device#1'], { certain: ['device#1', 'device:L', 'screw:P1'] }),
  ),
  scenario(
    '§2 packed-in',
    'unit in carton on pallet; never sideways',
    new Story()
      .at('08:00')
      .add(['device#1', 'device#2'])
      .at('09:00')
      .pack('case!1', ['device#1', 'device#2'])
      .at('09:30')
      .pack('case!9', ['case!1'])
      .at('12:00')
      .ship(['case!9'], 'A'),
    forward(['device#1'], {
      certain: ['device#1'],
      possible: [],
      excluded: [],
      carriers: { certain: ['case!1', 'case!9'], possible: [] },
      consignees: { A: 'certain' },
    }),
  ),
  scenario(
    '§2 packed-in',
    'taken out before it went',
    new Story()
      .at('08:00')
      .add(['device#1'])
      .at('09:00')
      .pack('case!1', ['device#1', '5 of board:Z'])
      .at('10:00')
      .unpack('case!1', ['device#1'])
      .at('12:00')
      .ship(['case!1'], 'A'),
    forward(['device#1'], { consignees: { A: 'excluded' } }),
    forward(['board:Z'], { consignees: { A: 'certain' } }),
  ),
  scenario(
    '§2 packed-in',
    'a part of a quantity taken out: some of it went all the same',
    new Story()
      .at('09:00')
      .pack('case!1', ['20 of board:Z'])
      .at('10:00')
      .unpack('case!1', ['5 of board:Z'])
      .at('12:00')
      .ship(['case!1'], 'A')
      .at('13:00')
      .pack('case!2', ['20 of board:Z'])
      .at('13:30')
      .unpack('case!2', ['20 of board:Z'])
      .at('14:00')
      .ship(['case!2'], 'B'),
    forward(['board:Z'], { consignees: { A: 'certain', B: 'excluded' } }),
  ),
  scenario(
    '§2 part-of',
    'one put in unnamed, one by its name, one taken out unnamed: which of the two is left, no fact tells',
    new Story()
      .at('08:00')
      .make(['1 of motor:L'], { of: ['1 of glue:G'] })
      .at('08:30')
      .make(['motor:L#1', 'device#9'], { of: ['1 of screw:Q'] })
      .at('09:00')
      .fit('device#9', ['1 of motor:L'])
      .at('10:00')
      .fit('device#9', ['motor:L#1'])
      .at('11:00')
      .remove('device#9', ['1 of motor:L']),
    forward(['glue:G'], { possible: ['device#9', 'motor:L'], past: [] }),
  ),
  scenario(
    '§2 packed-in',
    'grams out of kilograms: what is left is not told, and some of it went perhaps',
    new Story()
      .at('09:00')
      .pack('case!1', ['2 KGM of resin:Z'])
      .at('10:00')
      .unpack('case!1', ['500 GRM of resin:Z'])
      .at('12:00')
      .ship(['case!1'], 'A'),
    forward(['resin:Z'], { consignees: { A: 'possible' } }),
  ),
  scenario(
    '§2 packed-in',
    'a complete look that does not find it ends its stay',
    new Story()
      .at('08:00')
      .add(['device#1', 'device#2'])
      .at('09:00')
      .pack('tray~T1', ['device#1', 'device#2'])
      .at('10:00')
      .count('tray~T1', ['device#2'])
      .at('12:00')
      .ship(['tray~T1'], 'A'),
    forward(['device#1'], { consignees: { A: 'excluded' } }),
    forward(['device#2'], { consignees: { A: 'certain' } }),
  ),
  scenario(
    '§2 packed-in',
    'a container named as an input stands for its contents',
    new Story()
      .at('08:00')
      .pack('tray~T1', ['10 of screw:P1'])
      .at('09:00')
      .make(['10 of device:L'], { of: ['tray~T1', '10 of glue:G'] }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'] }),
    backward(['device:L'], { certain: ['device:L', 'screw:P1', 'glue:G'] }),
  ),
  scenario(
    '§2 renamed',
    'what happens to a name later passes to no other name',
    new Story()
      .at('08:00')
      .make(['100 of device:L'], { of: ['100 of screw:P1'] })
      .at('09:00')
      .make(['50 of device:L-EU'], { of: ['50 of device:L'], renamed: true })
      .at('10:00')
      .make(['50 of device:L'], { of: ['50 of device:L', '1 of glue:G'] }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L', 'device:L-EU'] }),
    forward(['glue:G'], { certain: ['glue:G'], possible: ['device:L'], excluded: ['device:L-EU'] }),
  ),
]
