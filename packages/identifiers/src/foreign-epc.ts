import { type Result, refuse, succeed } from '@proofline/problems'
import { Findings } from './findings.ts'
import type { ForeignEpcScheme, Level, OpaqueIdentifier } from './identifier.ts'

/**
 * EPC schemes whose keys other bodies issue (TDS §6.3: GID, US DoD, ADI, BIC, IMOVN). Their grammar is checked, their URN is their identity.
 * Every pattern is anchored, without nested repetition: linear on any input.
 */
const foreign: Readonly<Record<ForeignEpcScheme, { readonly pattern: RegExp; readonly level: Level }>> = {
  gid: { pattern: /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,7})\.(?:0|[1-9]\d{0,10})$/, level: 'instance' },
  usdod: { pattern: /^[0-9A-HJ-NP-Z]{5,6}\.(?:0|[1-9]\d{0,10})$/, level: 'instance' },
  adi: { pattern: /^[0-9A-HJ-NP-Z]{5,6}\.(?:[0-9A-Z-]|%2F){0,32}\.(?:%23)?(?:[0-9A-Z-]|%2F){1,30}$/, level: 'instance' },
  bic: { pattern: /^[A-Z]{3}[JUZ]\d{6}\d$/, level: 'asset' },
  imovn: { pattern: /^\d{7}$/, level: 'asset' },
}

const isForeign = (name: string): name is ForeignEpcScheme => Object.hasOwn(foreign, name)

/** The identifier, its problem, or undefined where the scheme is none of these. `start` is where the scheme's body begins. */
export function parseForeignEpc(urn: string, name: string, start: number): Result<OpaqueIdentifier> | undefined {
  if (!isForeign(name)) return undefined
  const { pattern, level } = foreign[name]
  const body = urn.slice(start)
  if (!pattern.test(body)) {
    const findings = new Findings()
    findings.add('epc-grammar', { scheme: name, position: start + 1 }, 'TDS 2.x §6.3')
    return refuse(...findings.problems)
  }
  return succeed({ scheme: name, uri: `urn:epc:id:${name}:${body}`, level })
}
