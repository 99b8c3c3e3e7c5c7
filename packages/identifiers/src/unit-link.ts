import { type Result, succeed } from '@proofline/problems'
import { identifyUnit } from './build.ts'
import { digit, firstOutside, isPlainSerial } from './characters.ts'
import { hasCheckDigitAt } from './check-digit.ts'
import { canonicalStem, type Gs1Identifier } from './identifier.ts'

const stem = `${canonicalStem}01/`
const gtinEnd = stem.length + 14

/**
 * A unit's Digital Link on GS1's own host with nothing to decode, `https://id.gs1.org/01/GTIN/21/SERIAL` or with `/10/LOT` before its serial: nearly
 * all identifiers that come only once or twice, of which whole events are made. Undefined: it is something else, or something is wrong with it, which
 * `parseDigitalLink` tells. What is read here is what that gives.
 */
export function readUnitLink(uri: string): Result<Gs1Identifier> | undefined {
  if (!uri.startsWith(stem) || uri.charCodeAt(gtinEnd) !== 47) return undefined
  const hasLot = uri.startsWith('10/', gtinEnd + 1)
  const lotEnd = hasLot ? uri.indexOf('/', gtinEnd + 4) : gtinEnd
  if (lotEnd < 0 || !uri.startsWith('/21/', lotEnd) || !isPlainSerial(uri, lotEnd + 4, uri.length)) return undefined
  if (hasLot && !isPlainSerial(uri, gtinEnd + 4, lotEnd)) return undefined
  if (firstOutside(uri, digit, stem.length, gtinEnd) >= 0 || !hasCheckDigitAt(uri, gtinEnd - 1, stem.length)) return undefined
  const lot = hasLot ? uri.slice(gtinEnd + 4, lotEnd) : undefined
  return succeed(identifyUnit({ gtin: uri.slice(stem.length, gtinEnd), lot, serial: uri.slice(lotEnd + 4) }, undefined))
}
