import type { EventDetails } from './model.ts'

/** Master data that one lot has only once (trace-semantics §1): names of CBV and of GS1's web vocabulary, without their stem. */
const onceOnly: ReadonlyMap<string, string> = new Map([
  ['itemExpirationDate', 'expiry'],
  ['expirationDate', 'expiry'],
  ['expirationDateTime', 'expiry'],
  ['productionDate', 'made'],
  ['manufacturingDate', 'made'],
  ['madeOn', 'made'],
])

const localName = (name: string): string => name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':'), name.lastIndexOf('#')) + 1)

/** What an event tells of expiry and making: by the day, so that `2027-01-31` and `2027-01-31T00:00:00Z` do not contradict each other. */
export function lotDataIn({ ilmd }: Pick<EventDetails, 'ilmd'>): [what: string, day: string][] {
  return Object.entries(ilmd ?? {}).flatMap(([name, value]): [string, string][] => {
    const what = onceOnly.get(localName(name))
    return what === undefined || typeof value !== 'string' ? [] : [[what, value.slice(0, 10)]]
  })
}
