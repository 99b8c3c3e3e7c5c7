import { type Result, refuse, succeed } from '@proofline/problems'
import { epcRules } from '../epc-schemes.ts'
import { Findings } from '../findings.ts'
import type { Gs1Identifier } from '../identifier.ts'

/**
 * How long company prefixes are, as GS1 publishes it (GCP Length Table: leading digits of keys, and the length of the prefixes that begin so) and
 * as a maker knows it of its own. Built once, asked often.
 */
export type CompanyPrefixes = {
  /** When GS1's table was made, as it says itself. */
  readonly date: string | undefined
  readonly lengths: ReadonlyMap<string, number>
}

const most = 100

/**
 * Reads GS1's JSON form, `{ "GCPPrefixFormatList": { "date": …, "entry": [{ "prefix": "952", "gcpLength": 7 }] } }`, or a plain object of prefixes and
 * lengths. A length of 0 says that no company prefix begins so. `own` goes before the table: where both know an equally long prefix, it decides.
 */
export function parseCompanyPrefixes(table: unknown, own: Readonly<Record<string, number>> = {}): Result<CompanyPrefixes> {
  const findings = new Findings()
  const list = field(table, 'GCPPrefixFormatList')
  const entries = list === undefined ? table : field(list, 'entry')
  const lengths = new Map<string, number>()
  if (list !== undefined && Array.isArray(entries)) {
    entries.forEach((entry: unknown, index) => {
      findings.pointer = `/GCPPrefixFormatList/entry/${index}`
      add(lengths, field(entry, 'prefix'), field(entry, 'gcpLength'), findings)
    })
  } else if (list === undefined && isRecord(entries)) {
    for (const [prefix, length] of Object.entries(entries)) add(lengths, prefix, length, findings)
  } else findings.add('company-prefixes-form', {}, 'GS1 GCP Length Table')
  findings.pointer = ''
  for (const [prefix, length] of Object.entries(own)) add(lengths, prefix, length, findings)
  if (findings.problems.length > 0) return refuse(...findings.problems)
  const date = field(list, 'date')
  return succeed({ date: typeof date === 'string' ? date.slice(0, most) : undefined, lengths })
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const field = (value: unknown, name: string): unknown => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined)

function add(lengths: Map<string, number>, prefix: unknown, length: unknown, findings: Findings): void {
  const known = typeof length === 'number' || typeof length === 'string' ? Number(length) : Number.NaN
  const fits = Number.isInteger(known) && (known === 0 || (known >= 4 && known <= 12))
  if (typeof prefix === 'string' && /^\d{1,12}$/.test(prefix) && fits) lengths.set(prefix, known)
  else
    findings.add(
      'company-prefixes-entry',
      { prefix: String(prefix).slice(0, 40), found: String(length).slice(0, 40) },
      'GS1 GCP Length Table',
    )
}

/**
 * The length of the company prefix in a key; undefined where the table does not know it. The longest entry that the key's digits begin with
 * decides. A GTIN, an SSCC, an ITIP and a GRAI have one digit in front of their company prefix.
 */
export function companyPrefixLengthOf(prefixes: CompanyPrefixes, identifier: Gs1Identifier): number | undefined {
  const { key, keys } = identifier
  const skip = epcRules.some((rule) => rule.key === key && rule.leading !== 'none') ? 1 : 0
  const digits = (keys[key] ?? '').slice(skip, skip + 12)
  for (let length = digits.length; length > 0; length--) {
    const found = prefixes.lengths.get(digits.slice(0, length))
    if (found !== undefined) return found === 0 ? undefined : found
  }
  return undefined
}
