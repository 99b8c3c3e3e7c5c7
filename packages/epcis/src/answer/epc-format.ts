import { canonicalize, constrainedDigitalLink, type Gs1Identifier, isGs1, toEpcUrn } from '@proofline/identifiers'
import { type EventContext, expandUri, standardEventContext } from '../context.ts'

/** GS1-EPC-Format (EPCIS 2.0 §12.3): how a client wants its EPCs; where it does not say, `Always_GS1_Digital_Link`. */
export type EpcFormat = 'No_Preference' | 'Always_GS1_Digital_Link' | 'Always_EPC_URN' | 'Never_Translates'
export const epcFormats: readonly EpcFormat[] = ['No_Preference', 'Always_GS1_Digital_Link', 'Always_EPC_URN', 'Never_Translates']

/** How many digits the GS1 company prefix of a key has, by whatever table the caller has loaded; undefined: not known. */
export type CompanyPrefixLength = (identifier: Gs1Identifier) => number | undefined

type Shortfall = { readonly code: string; readonly params?: Readonly<Record<string, string | number>>; readonly clause: string }

/** What is sent, and what could not be said in the format wanted. */
export type EpcTranslation = { readonly uri: string; readonly shortfalls: readonly Shortfall[] }

const clause = 'EPCIS 2.0 §12.3, GS1-EPC-Format'
const isUrn = (uri: string): boolean => uri.slice(0, 8).toLowerCase() === 'urn:epc:'
const whole = (uri: string): EpcTranslation => ({ uri, shortfalls: [] })

/**
 * An identifier in the format wanted. What is no EPC, or stands in that format already, is given back as it was told. So is what cannot be
 * told in it (no Digital Link exists, or no company prefix length is known: it is never guessed), with the reason among the shortfalls. What
 * a URN has no place for (a lot beside a serial, attributes of a link) is left out, with a shortfall that says so. The event hash stays: an
 * unusual spelling that the hash algorithm does not look through (`urn:EPC:…`) stands as it was told.
 */
export function translateEpc(
  told: string,
  format: EpcFormat,
  companyPrefixLength?: CompanyPrefixLength,
  context: EventContext = standardEventContext,
): EpcTranslation {
  if (format === 'No_Preference' || format === 'Never_Translates') return whole(told)
  const uri = expandUri(told, context)
  const translated = format === 'Always_GS1_Digital_Link' ? toLink(told, uri) : toUrn(told, uri, companyPrefixLength)
  if (translated.uri === told || hashed(translated.uri) === hashed(uri)) return translated
  return { uri: told, shortfalls: [{ code: 'epc-spelling-unusual', params: { found: uri }, clause }] }
}

const hashed = (uri: string): string => constrainedDigitalLink(uri) ?? uri

function toLink(told: string, uri: string): EpcTranslation {
  if (!isUrn(uri)) return whole(told)
  const reading = canonicalize(uri)
  if (!reading.ok) return whole(told)
  if (isGs1(reading.value)) return whole(reading.value.uri)
  return { uri: told, shortfalls: [{ code: 'epc-link-none', params: { found: uri, scheme: reading.value.scheme }, clause }] }
}

function toUrn(told: string, uri: string, companyPrefixLength: CompanyPrefixLength | undefined): EpcTranslation {
  if (isUrn(uri)) return whole(told)
  const reading = canonicalize(uri)
  if (!reading.ok || !isGs1(reading.value)) return whole(told)
  const urn = toEpcUrn(reading.value, companyPrefixLength?.(reading.value))
  if (!urn.ok) {
    const [reason] = urn.problems
    const params = { found: uri, reason: reason?.code ?? '' }
    return {
      uri: told,
      shortfalls: [{ code: reason?.code === 'urn-prefix-length-missing' ? 'epc-prefix-unknown' : 'epc-urn-none', params, clause }],
    }
  }
  const back = canonicalize(urn.value)
  const kept = back.ok && isGs1(back.value) ? Object.keys(back.value.keys).length : 0
  if (Object.keys(reading.value.keys).length <= kept && !uri.includes('?')) return whole(urn.value)
  return { uri: urn.value, shortfalls: [{ code: 'epc-shortened', params: { found: uri, written: urn.value }, clause }] }
}
