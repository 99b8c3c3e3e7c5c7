import { forward, type Scenario, scenario } from './scenario.ts'
import { Story } from './story.ts'

/** §0 and §1: which facts stand, when, about what. */
export const standing: readonly Scenario[] = [
  scenario(
    '§1 standing',
    'denied and told anew: the correction stands in its place',
    new Story()
      .at('09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'], as: 'wrong' })
      .at('09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P2'], as: 'right', heard: '2025-03-04 09:05' })
      .at('2025-03-04 09:00')
      .deny('wrong', { instead: ['right'] }),
    forward(['screw:P1'], { certain: ['screw:P1'], possible: [], voided: 1 }),
    forward(['screw:P2'], { certain: ['screw:P2', 'device:L'], noGap: [{ code: 'correction-missing' }] }),
    forward(['screw:P1'], { certain: ['screw:P1'], gaps: [{ code: 'correction-missing' }], voided: 1 }, { afterDocuments: 2 }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'], voided: 0 }, { afterDocuments: 1 }),
  ),
  scenario(
    '§1 standing',
    'the denial is heard before the event',
    new Story()
      .at('09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'], as: 'making', heard: '2025-03-06 09:00' })
      .at('2025-03-04 09:00')
      .deny('making'),
    forward(['screw:P1'], { certain: ['screw:P1'], possible: [], voided: 1 }),
    forward(['screw:P1'], { gaps: [{ code: 'origin-missing', object: 'screw:P1' }], voided: 0 }, { afterDocuments: 1 }),
  ),
  scenario(
    '§1 standing',
    'two systems tell the same making: it happened once',
    new Story()
      .at('09:00')
      .make(['1 of device:L'], { of: ['1 of screw:P1'], source: 'mes' })
      .at('09:00')
      .make(['1 of device:L'], { of: ['1 of screw:P1'], source: 'erp' }),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L'], possible: [] }),
  ),
  scenario(
    '§1 moment',
    'only the day is known: shipped before or after the second shift, who can tell',
    new Story()
      .at('09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('15:00')
      .make(['50 of device:L'], { of: ['50 of screw:P2'] })
      .at('12:00')
      .ship(['30 of device:L'], 'A', { dateOnly: true }),
    forward(['screw:P2'], { possible: ['device:L'], consignees: { A: 'possible' } }),
    forward(['screw:P1'], { possible: ['device:L'], consignees: { A: 'possible' } }),
  ),
  scenario(
    '§1 moment',
    'a day before is before',
    new Story()
      .at('2025-03-03 09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('2025-03-04 09:00')
      .ship(['30 of device:L'], 'A', { dateOnly: true })
      .at('2025-03-05 09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P2'] }),
    forward(['screw:P2'], { consignees: { A: 'excluded' } }),
    forward(['screw:P1'], { consignees: { A: 'certain' } }),
  ),
  scenario(
    '§1 moment',
    'a clock that may be an hour off',
    new Story()
      .at('09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('12:00')
      .ship(['30 of device:L'], 'A', { clockSeconds: 3600 })
      .at('12:30')
      .make(['50 of device:L'], { of: ['50 of screw:P2'] }),
    forward(['screw:P2'], { consignees: { A: 'possible' } }),
  ),
  scenario(
    '§1 moment',
    'a clock measured to be an hour fast: what it told was heard before it happened',
    new Story()
      .at('09:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('10:00')
      .see('stocking', ['1 of board:Z'], { heard: '2025-03-03 09:00' })
      .at('12:00')
      .ship(['30 of device:L'], 'A')
      .at('12:30')
      .make(['50 of device:L'], { of: ['50 of screw:P2'] }),
    forward(['screw:P2'], { consignees: { A: 'possible' } }),
  ),
  scenario(
    '§1 object',
    'one serial, made twice: both claims stand, neither is certain',
    new Story()
      .at('09:00')
      .make(['device#1'], { of: ['1 of screw:P1'] })
      .at('11:00')
      .make(['device#1'], { of: ['1 of screw:P2'] }),
    forward(['screw:P1'], { certain: ['screw:P1'], possible: ['device#1'], gaps: [{ code: 'contradiction-open', object: 'device#1' }] }),
    forward(['screw:P2'], { certain: ['screw:P2'], possible: ['device#1'] }),
  ),
  scenario(
    '§1 object',
    'one serial in two lots',
    new Story()
      .at('08:00')
      .make(['10 of device:L1'], { of: ['10 of screw:P1'] })
      .at('08:30')
      .make(['10 of device:L2'], { of: ['10 of screw:P2'] })
      .at('09:00')
      .add(['device#1'], { lot: 'L1' })
      .at('10:00')
      .add(['device#1'], { lot: 'L2' }),
    forward(['screw:P1'], {
      certain: ['screw:P1', 'device:L1'],
      possible: ['device#1'],
      gaps: [{ code: 'contradiction-open', object: 'device#1' }],
    }),
    forward(['device:L2'], { certain: ['device:L2'], possible: ['device#1'] }),
  ),
  scenario(
    '§1 object',
    'shipped by part number alone: the consignee is named with the gap',
    new Story()
      .at('08:00')
      .make(['10 of device:L'], { of: ['10 of screw:P1'] })
      .at('09:00')
      .ship(['5 of device'], 'A'),
    forward(['screw:P1'], { gaps: [{ code: 'lot-unknown', object: 'device' }], consignees: { A: 'possible' } }),
  ),
  scenario(
    '§0',
    'told from an old system: possible at most, and shown',
    new Story().at('09:00').make(['50 of device:L'], { of: ['50 of screw:P1'], legacy: 'B' }),
    forward(['screw:P1'], { certain: ['screw:P1'], possible: ['device:L'], gaps: [{ code: 'legacy-grade' }] }),
  ),
]
