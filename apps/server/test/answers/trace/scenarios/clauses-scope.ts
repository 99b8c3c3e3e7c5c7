import { backward, forward, type Scenario, scenario } from './scenario.ts'
import { Story } from './story.ts'

/** §4 and §6: where a walk goes, where it ends, who is a consignee. */
export const scope: readonly Scenario[] = [
  scenario(
    '§4 forward',
    'a loop of rework between two names ends',
    new Story()
      .at('08:00')
      .make(['10 of device:L'], { of: ['10 of screw:P1'] })
      .at('09:00')
      .make(['10 of device:M'], { of: ['10 of device:L'], renamed: true })
      .at('10:00')
      .make(['10 of device:L'], { of: ['10 of device:M'], renamed: true })
      .at('11:00')
      .make(['10 of device:M'], { of: ['10 of device:L'], renamed: true })
      .at('12:00')
      .ship(['10 of device:M'], 'A'),
    forward(['screw:P1'], { certain: ['screw:P1', 'device:L', 'device:M'], consignees: { A: 'certain' } }),
    backward(['device:M'], { certain: ['device:M', 'device:L', 'screw:P1'] }),
  ),
  scenario(
    '§4 forward',
    'three lots used, three lots shown',
    new Story()
      .at('08:00')
      .make(['10 of device:L'], { of: ['10 of screw:P1', '10 of screw:P2', '10 of screw:P3'] })
      .at('09:00')
      .ship(['10 of device:L'], 'A'),
    backward(['device:L'], { certain: ['device:L'], possible: ['screw:P1', 'screw:P2', 'screw:P3'] }),
    forward(['screw:P1', 'screw:P2', 'screw:P3'], {
      certain: ['screw:P1', 'screw:P2', 'screw:P3', 'device:L'],
      consignees: { A: 'certain' },
    }),
  ),
  scenario(
    '§4 forward',
    'by-products and scrap are outputs like any other',
    new Story().at('08:00').make(['10 of bar:B', '2 KGM of resin:SCRAP'], { of: ['80 KGM of heat:H'] }),
    forward(['heat:H'], { certain: ['heat:H', 'bar:B', 'resin:SCRAP'] }),
  ),
  scenario(
    '§4 backward',
    "the supplier's lot behind our own part number is the origin",
    new Story()
      .at('07:00')
      .receive(['100 of screw:IN-1'], 'Second', { supplierLot: { 'screw:IN-1': 'S-77' } })
      .at('08:00')
      .make(['50 of device:L'], { of: ['50 of screw:IN-1'] })
      .at('09:00')
      .ship(['50 of device:L'], 'A')
      .at('2025-03-05 09:00')
      .returned(['5 of device:L'], 'A'),
    backward(['device:L'], {
      certain: ['device:L', 'screw:IN-1'],
      origins: { 'screw:IN-1': 'certain' },
      noGap: [{ code: 'origin-missing' }],
    }),
  ),
  scenario(
    '§6 consignee',
    'a shipment taken back did not arrive; one among own sites is none',
    new Story()
      .at('08:00')
      .make(['50 of device:L'], { of: ['50 of screw:P1'] })
      .at('09:00')
      .ship(['10 of device:L'], 'A', { paper: 'D1' })
      .at('09:30')
      .takeBackShipment(['10 of device:L'], 'A', { paper: 'D1' })
      .at('10:00')
      .ship(['20 of device:L'], 'Maker')
      .at('11:00')
      .ship(['5 of device:L'], 'B', { from: 'A' }),
    forward(['screw:P1'], { consignees: { B: 'certain' } }),
  ),
]
