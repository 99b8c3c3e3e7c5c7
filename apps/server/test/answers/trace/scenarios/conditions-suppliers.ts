import { type ConditionScenario, conditionScenario, meeting } from './meeting.ts'
import { partyUri } from './names.ts'
import { Story } from './story.ts'

/** Screws of two lots of a supplier under our own numbers; another's lot of the same number; glue that is kept under the supplier's number. */
const received = (): Story =>
  new Story()
    .at('08:00')
    .receive(['100 of screw:R1', '50 of screw:R2'], 'Supplier', { supplierLot: { 'screw:R1': 'ABC123', 'screw:R2': 'XYZ' } })
    .at('08:10')
    .receive(['30 of screw:R3'], 'Second', { supplierLot: { 'screw:R3': 'ABC123' } })
    .at('08:20')
    .receive(['10 of glue:ABC123'], 'Supplier')
    .at('09:00')
    .make(['10 of device:L'], { of: ['10 of screw:R1'] })
    .make(['10 of device:M'], { of: ['10 of screw:R2'] })
    .make(['10 of device:N'], { of: ['10 of screw:R3'] })
    .make(['10 of pump:ABC123'], { of: ['1 of glue:ABC123'] })
    .at('10:00')
    .ship(['10 of device:L'], 'A')
    .ship(['10 of device:M'], 'B')

const supplier = partyUri('Supplier')

/** The supplier calls with the number of his lot (§1, a bought lot under our own part number). */
export const bySupplierLot: readonly ConditionScenario[] = [
  conditionScenario(
    '§1 supplier lot',
    'the number that a supplier gives his lot leads to ours, to what was made of them, and to who got it',
    received(),
    meeting(
      { supplierLot: 'ABC123' },
      {
        certain: ['screw:R1', 'screw:R3', 'glue:ABC123', 'device:L', 'device:N', 'pump:ABC123'],
        possible: [],
        consignees: { A: 'certain' },
      },
    ),
    meeting(
      { supplierLot: { lot: 'ABC123', supplier } },
      { certain: ['screw:R1', 'glue:ABC123', 'device:L', 'pump:ABC123'], possible: [], consignees: { A: 'certain' } },
    ),
    meeting({ supplierLot: 'XYZ' }, { certain: ['screw:R2', 'device:M'], possible: [], consignees: { B: 'certain' } }),
    meeting({ supplierLot: 'ABC12' }, { certain: [], possible: [], consignees: {} }),
    meeting({ supplierLot: 'ABC123' }, { certain: ['screw:R1', 'device:L'], possible: [] }, { objects: ['screw:R1'] }),
    meeting({ supplierLot: 'ABC123' }, { certain: [], possible: [] }, { afterDocuments: 0 }),
  ),
  conditionScenario(
    '§1 supplier lot',
    'two lots of a supplier under one number of ours: what was taken before the second came is certain, the rest possible',
    new Story()
      .at('08:00')
      .receive(['100 of screw:R1'], 'Supplier', { supplierLot: { 'screw:R1': 'ABC123' } })
      .at('09:00')
      .make(['10 of device:L'], { of: ['10 of screw:R1'] })
      .at('2025-03-04 08:00')
      .receive(['100 of screw:R1'], 'Supplier', { supplierLot: { 'screw:R1': 'ABC124' } })
      .at('2025-03-04 09:00')
      .make(['10 of device:M'], { of: ['10 of screw:R1'] }),
    meeting({ supplierLot: 'ABC124' }, { certain: [], possible: ['screw:R1', 'device:M'], excluded: ['device:L'] }),
  ),
  conditionScenario(
    '§1 supplier lot',
    'units received by their names, of a lot that has the number of the supplier; a receipt that is declared wrong meets nothing',
    new Story()
      .at('08:00')
      .receive(['motor:ABC123#1', 'motor:K#2'], 'Supplier', { as: 'motors' })
      .at('08:10')
      .receive(['5 of screw:R1'], 'Supplier', { as: 'screws', supplierLot: { 'screw:R1': 'ABC123' } })
      .at('08:20')
      .deny('screws')
      .at('09:00')
      .fit('device#1', ['motor:ABC123#1']),
    meeting({ supplierLot: 'ABC123' }, { certain: ['motor#1', 'device#1'], possible: [] }),
  ),
]
