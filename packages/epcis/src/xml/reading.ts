import type { Place } from '../report.ts'
import type { Say, XmlNode } from './node.ts'
import type { Names } from './scope.ts'

/** Told of every JSON value and of the element that it was made from. */
export type Locate = (place: Place, node: XmlNode) => void

/** What the conversion of elements works with. */
export type Reading = {
  readonly names: Names
  readonly say: Say
  /** EPCIS 1.0 to 1.2: raised to 2.0. */
  readonly older: boolean
  readonly locate: Locate | undefined
}

/** A place one step further in; none is made where nobody asks for it. */
export function step(reading: Reading, up: Place | null, token: string | number, node: XmlNode): Place | null {
  if (reading.locate === undefined) return null
  const place = { up, token }
  reading.locate(place, node)
  return place
}
