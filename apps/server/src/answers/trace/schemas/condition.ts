import { Type } from 'typebox'

/** Something that can be written down: no control character, no half of a surrogate pair, not spaces alone. */
const text = (description: string) =>
  Type.String({ pattern: String.raw`^(?=.*\S)[^\p{Cc}\p{Cs}]+$`, minLength: 1, maxLength: 2000, description })
const moment = (description: string) => Type.String({ maxLength: 40, description: `${description} ISO 8601 with its offset` })
const bound = (description: string) =>
  Type.Union([Type.String({ pattern: String.raw`^-?\d{1,30}(\.\d{1,30})?$` }), Type.Number()], { description })

const sensor = Type.Object(
  {
    type: Type.Optional(text('What was measured: a word of the CBV such as Temperature, or a URI')),
    above: Type.Optional(bound('Any told value, least, greatest, mean or percentile is more than this')),
    below: Type.Optional(bound('Is less than this. With `above` less than `below`: between the two; else: outside of them')),
    uom: Type.Optional(
      Type.String({
        pattern: '^[A-Z0-9]{1,3}$',
        description: 'UN/ECE Recommendation 20. Values told in other units of the same measure are converted',
      }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
)

/** What events are asked for: all that is given, together. */
export const condition = Type.Object(
  {
    step: Type.Optional(text('Business step: a word of the CBV, or a URI')),
    equipment: Type.Optional(text('A read point, a sensor device, or the text of proofline:equipment')),
    person: Type.Optional(text('The opaque identifier in proofline:operator')),
    place: Type.Optional(text('A read point or business location, or one below it')),
    from: Type.Optional(moment('In the world. An event whose time may be within is possible.')),
    to: Type.Optional(moment('In the world.')),
    bizTransaction: Type.Optional(
      Type.Union([
        text('A load, an order, a delivery note: of any type'),
        Type.Object({ id: text('Its identifier'), type: Type.Optional(text('Of the CBV, or a URI')) }, { additionalProperties: false }),
      ]),
    ),
    transport: Type.Optional(
      text(
        'A bill of lading, a consignment, a shipment: what events name under it, and what happens to that between departure and arrival',
      ),
    ),
    supplierLot: Type.Optional(
      Type.Union(
        [
          text('The number, of any supplier'),
          Type.Object(
            { lot: text('The number'), supplier: Type.Optional(text('The party or place that it was received from')) },
            { additionalProperties: false },
          ),
        ],
        {
          description:
            'The number that a supplier gives his lot: what receipts tell to be of it under our own number (proofline:supplierLot), and what was received from him under his',
        },
      ),
    ),
    sensor: Type.Optional(sensor),
  },
  { additionalProperties: false, minProperties: 1, description: 'All that is given must hold of one event' },
)
