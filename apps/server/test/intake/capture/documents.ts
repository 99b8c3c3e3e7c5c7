/** An ObjectEvent with four serials; `overrides` replace or (undefined) remove members. */
export function objectEvent(number: number, overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const event: Record<string, unknown> = {
    type: 'ObjectEvent',
    eventID: `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    eventTime: new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString(),
    eventTimeZoneOffset: '+08:00',
    epcList: [0, 1, 2, 3].map((i) => `https://id.gs1.org/01/09506000134352/21/S${4 * number + i}`),
    action: 'OBSERVE',
    bizStep: 'shipping',
    disposition: 'in_transit',
    readPoint: { id: 'urn:epc:id:sgln:0614141.07346.1234' },
    bizLocation: { id: 'urn:epc:id:sgln:0614141.07346.0' },
    bizTransactionList: [{ type: 'po', bizTransaction: `urn:epcglobal:cbv:bt:0614141073467:${number}` }],
    ...overrides,
  }
  for (const [name, value] of Object.entries(event)) if (value === undefined) delete event[name]
  return event
}

export const documentOf = (events: readonly unknown[], overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  type: 'EPCISDocument',
  schemaVersion: '2.0',
  creationDate: '2026-01-01T00:00:00.000Z',
  epcisBody: { eventList: events },
  ...overrides,
})

export const documentWith = (count: number, from = 0): Record<string, unknown> =>
  documentOf(Array.from({ length: count }, (_, i) => objectEvent(from + i)))

/** No object at all, no event time, an action that does not exist: three problems. */
export const badEvent = (number: number): Record<string, unknown> => objectEvent(number, { eventTime: 'yesterday', action: 'MOVE' })
