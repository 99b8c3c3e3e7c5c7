import { canonicalize } from '@proofline/identifiers'
import type { Captured } from './history.ts'

type Told = {
  readonly eventID?: string
  readonly ilmd?: Record<string, unknown>
  readonly epcList?: string[]
  readonly outputEPCList?: string[]
}

const withLot = /https:\/\/id\.gs1\.org\/01\/(\d{14})\/10\/[^/"]+\/21\/([^/"?]+)/g

/** The same documents, in which nobody tells the lot of some units: those of every `oneIn`th event that numbers units. */
export function untell(documents: readonly Captured[], oneIn: number): Captured[] {
  const untold = new Set<string>()
  const without = documents.map(({ document, ...rest }) => {
    const body = structuredClone(document) as { epcisBody: { eventList: Told[] } }
    for (const { eventID, ilmd, epcList, outputEPCList } of body.epcisBody.eventList) {
      const units = [...(epcList ?? []), ...(outputEPCList ?? [])]
      if (units.length === 0 || ilmd?.['cbvmda:lotNumber'] === undefined || !isPicked(eventID ?? '', oneIn)) continue
      delete ilmd['cbvmda:lotNumber']
      for (const unit of units) untold.add(uriOf(unit))
    }
    return { ...rest, document: body }
  })
  return without.map(({ document, ...rest }) => {
    const text = JSON.stringify(document).replaceAll(withLot, (whole, product: string, serial: string) => {
      const uri = `https://id.gs1.org/01/${product}/21/${serial}`
      return untold.has(uri) ? uri : whole
    })
    return { ...rest, document: JSON.parse(text) }
  })
}

const isPicked = (eventID: string, oneIn: number): boolean => Number.parseInt(eventID.slice(-6), 16) % oneIn === 0

function uriOf(id: string): string {
  const reading = canonicalize(id)
  return reading.ok ? reading.value.uri : id
}
