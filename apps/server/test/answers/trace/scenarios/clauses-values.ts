import { backward, forward, type Scenario, scenario } from './scenario.ts'
import { Story } from './story.ts'

/** §3: making, lot, portion, member, unnamed quantities, refutations. */
export const values: readonly Scenario[] = [
  scenario(
    '§3 making',
    'a substitute counts as what it replaces, there and nowhere else',
    new Story()
      .at('08:00')
      .make(['100 of device:L'], { of: ['50 of screw:P1', '50 of screw-b:Q1'], substitutes: { 'screw-b': 'screw' } })
      .at('09:00')
      .make(['100 of device:M'], { of: ['50 of screw:P1', '50 of screw-b:Q1'] }),
    forward(['screw-b:Q1'], { certain: ['screw-b:Q1', 'device:M'], possible: ['device:L'] }),
  ),
  scenario(
    '§3 making',
    'two positions of one part: each unit has both',
    new Story()
      .at('08:00')
      .make(['100 of device:L'], { of: ['100 of screw:P1', '100 of screw:P2'], positions: { 'screw:P1': 'left', 'screw:P2': 'right' } }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'] }),
    forward(['screw:P2'], { certain: ['screw:P2', 'device:L'] }),
  ),
  scenario(
    '§3 making',
    'the step states which unit took which lot',
    new Story().at('08:00').make(['device#1', 'device#2'], {
      of: ['1 of screw:P1', '1 of screw:P2'],
      takes: { 'device#1': ['screw:P1'], 'device#2': ['screw:P2'] },
    }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device#1'], possible: [], excluded: ['device#2'] }),
  ),
  scenario(
    '§3 making',
    'the recipe needs a product of which no input is stated',
    new Story()
      .at('07:00')
      .receive(['100 of glue:G'], 'Supplier')
      .at('08:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'], recipe: { screw: 1, glue: 0.1 } })
      .at('2025-03-05 07:00')
      .make(['100 of glue:H'], { of: ['100 of resin:R'] }),
    forward(['glue:G'], { certain: ['glue:G'], possible: ['device:L'], gaps: [{ code: 'input-unstated', object: 'device:L' }] }),
    forward(['resin:R'], { certain: ['resin:R', 'glue:H'], possible: [] }),
    backward(['device:L'], { gaps: [{ code: 'input-unstated', object: 'device:L' }] }),
  ),
  scenario(
    '§3 lot',
    'every making up to then: the first shift is whole, the second is not',
    new Story()
      .at('08:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('10:00')
      .make(['10 of kit:K'], { of: ['10 of device:L'] })
      .at('12:00')
      .make(['50 of device:L'], { of: ['50 of screw:P2'] })
      .at('14:00')
      .make(['10 of kit:M'], { of: ['10 of device:L'] }),
    forward(['screw:P1'], { certain: ['screw:P1', 'kit:K'], possible: ['device:L', 'kit:M'] }),
    forward(['screw:P2'], { possible: ['device:L', 'kit:M'], excluded: ['kit:K'] }),
  ),
  scenario(
    '§3 portion',
    'packed before the second shift, shipped after it',
    new Story()
      .at('08:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('10:00')
      .pack('case!1', ['50 of device:L'])
      .at('12:00')
      .make(['50 of device:L'], { of: ['50 of screw:P2'] })
      .at('14:00')
      .ship(['case!1'], 'A'),
    forward(['screw:P2'], { consignees: { A: 'excluded' } }),
    forward(['screw:P1'], { consignees: { A: 'certain' } }),
  ),
  scenario(
    '§3 portion',
    'shipped, says the paper, before anything was made: it came from somewhere',
    new Story()
      .at('08:00')
      .ship(['10 of device:L'], 'A')
      .at('09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'], consignees: { A: 'possible' } }),
  ),
  scenario(
    '§3 member',
    "a member whose own parts are named has its lot's value for everything else",
    new Story()
      .at('08:00')
      .make(['2 of device:L'], { of: ['2 of glue:G', '1 of screw:P1', '1 of screw:P2'], recipe: { screw: 1, glue: 1 } })
      .at('09:00')
      .add(['device#1'], { lot: 'L' })
      .at('09:10')
      .fit('device#1', ['1 of screw:P1']),
    forward(['glue:G'], { certain: ['glue:G', 'device:L', 'device#1'] }),
    forward(['screw:P2'], { possible: ['device:L'], excluded: ['device#1'] }),
  ),
  scenario(
    '§3 refutation a',
    'without a recipe a part named on a unit may have come on top',
    new Story()
      .at('08:00')
      .make(['2 of device:L'], { of: ['1 of screw:P1', '1 of screw:P2'] })
      .at('09:00')
      .add(['device#1'], { lot: 'L' })
      .at('09:10')
      .fit('device#1', ['1 of screw:P1']),
    forward(['screw:P2'], { possible: ['device:L', 'device#1'], excluded: [] }),
  ),
  scenario(
    '§3 refutation a',
    'a part that turns up in another device, though nobody told of its removal, refutes nothing any more; one that stayed does',
    new Story()
      .at('08:00')
      .make(['3 of device:L'], { of: ['2 of screw:P1', '1 of screw:P2'], recipe: { screw: 1 } })
      .at('09:00')
      .add(['device#1', 'device#2'], { lot: 'L' })
      .at('09:10')
      .fit('device#1', ['screw:P1#1'])
      .at('09:20')
      .fit('device#2', ['screw:P1#2'])
      .at('11:00')
      .fit('rack#9', ['screw:P1#1']),
    forward(['screw:P2'], { possible: ['device:L', 'device#1'], excluded: ['device#2'] }),
    backward(['device#1'], { possible: ['screw#1', 'screw:P1', 'screw:P2'] }),
    backward(['device#2'], { certain: ['device#2', 'device:L', 'screw#2', 'screw:P1'] }),
  ),
  scenario(
    '§3 refutation a',
    'a part of a kit that is packed elsewhere later has left it; where it came from before says nothing',
    new Story()
      .at('07:00')
      .pack('case!3', ['screw:P1#1', 'screw:P1#2'])
      .at('08:00')
      .make(['3 of kit:L'], { of: ['2 of screw:P1', '1 of screw:P2'], recipe: { screw: 1 } })
      .at('09:00')
      .add(['kit#1', 'kit#2'], { lot: 'L' })
      .at('09:10')
      .pack('kit#1', ['screw:P1#1'])
      .at('09:20')
      .pack('kit#2', ['screw:P1#2'])
      .at('11:00')
      .pack('case!4', ['screw:P1#1']),
    forward(['screw:P2'], { possible: ['kit:L', 'kit#1'], excluded: ['kit#2'] }),
  ),
  scenario(
    '§3 refutation a',
    'one of a quantity that was fitted may be the unit that turns up elsewhere by its own name',
    new Story()
      .at('08:00')
      .make(['3 of device:L'], { of: ['2 of screw:P1', '1 of screw:P2'], recipe: { screw: 1 } })
      .at('09:00')
      .add(['device#1'], { lot: 'L' })
      .at('09:10')
      .fit('device#1', ['1 of screw:P1'])
      .at('11:00')
      .fit('rack#9', ['screw:P1#1']),
    forward(['screw:P2'], { possible: ['device:L', 'device#1'], excluded: [] }),
  ),
  scenario(
    '§3 unnamed',
    'an instance in scope, an unnamed quantity used: possible; named elsewhere: not',
    new Story()
      .at('08:00')
      .make(['motor:L#1'], { of: ['1 of screw:P1'] })
      .at('08:10')
      .make(['motor:L#2'], { of: ['1 of screw:P2'] })
      .at('09:00')
      .make(['1 of device:K'], { of: ['1 of motor:L'] })
      .at('10:00')
      .ship(['motor#2'], 'A')
      .at('11:00')
      .make(['1 of device:M'], { of: ['1 of motor:L'] }),
    forward(['screw:P1'], { certain: ['screw:P1', 'motor#1'], possible: ['device:K', 'device:M'] }),
    forward(['screw:P2'], {
      certain: ['screw:P2', 'motor#2'],
      possible: [],
      excluded: ['device:K', 'device:M'],
      consignees: { A: 'certain' },
    }),
  ),
  scenario(
    '§2 member',
    'a unit whose lot no fact tells may be of each lot of its product, also of one that no fact names',
    new Story()
      .at('08:00')
      .make(['2 of device:L'], { of: ['2 of screw:P1'] })
      .at('09:00')
      .make(['2 of device:K'], { of: ['2 of screw:P2'] })
      .at('10:00')
      .add(['device#9'])
      .at('11:00')
      .ship(['device#9'], 'A'),
    forward(['screw:P1'], {
      certain: ['screw:P1', 'device:L'],
      possible: ['device#9'],
      consignees: { A: 'possible' },
      gaps: [{ code: 'lot-unknown', object: 'device#9' }],
    }),
    forward(['device:L'], { certain: ['device:L'], possible: ['device#9'], consignees: { A: 'possible' } }),
    forward(['device:N'], { certain: ['device:N'], possible: ['device#9'], gaps: [{ code: 'lot-unknown', object: 'device#9' }] }),
    backward(['device#9'], {
      certain: ['device#9'],
      possible: ['device:L', 'device:K', 'screw:P1', 'screw:P2'],
      gaps: [{ code: 'lot-unknown', object: 'device#9' }],
    }),
  ),
  scenario(
    '§2 member',
    'what became of the unit itself may be in any quantity of its product',
    new Story()
      .at('08:00')
      .make(['motor#9'], { of: ['1 of screw:P1'] })
      .at('09:00')
      .receive(['3 of motor:L'], 'Supplier')
      .at('10:00')
      .make(['1 of device:K'], { of: ['1 of motor:L'] })
      .at('11:00')
      .ship(['1 of motor:L'], 'B'),
    forward(['screw:P1'], { certain: ['screw:P1', 'motor#9'], possible: ['device:K'], consignees: { B: 'possible' } }),
    backward(['device:K'], { certain: ['device:K', 'motor:L'], possible: ['motor#9', 'screw:P1'] }),
  ),
  scenario(
    '§3 refutation c',
    'the part was in only after the exposure',
    new Story()
      .at('08:00')
      .add(['device#1'])
      .at('09:00')
      .ship(['device#1'], 'A')
      .at('2025-03-05 09:00')
      .returned(['device#1'], 'A')
      .at('2025-03-06 09:00')
      .make(['device#1'], { of: ['device#1', '1 of glue:G'] })
      .at('2025-03-07 09:00')
      .ship(['device#1'], 'B'),
    forward(['glue:G'], { certain: ['glue:G', 'device#1'], consignees: { A: 'excluded', B: 'certain' } }),
  ),
]
