import {
  compressDigitalLink,
  formatTag,
  type Identification,
  isTagScheme,
  type TagScheme,
  tagSchemesFor,
  toEpcUrn,
} from '@proofline/identifiers'
import { type Result, refuse, succeed } from '@proofline/problems'

export const targets = ['uri', 'digital-link', 'compressed-link', 'urn', 'element-string', 'hri', 'hex', 'tag-uri'] as const
export type Target = (typeof targets)[number]

export const isTarget = (text: string): text is Target => (targets as readonly string[]).includes(text)

export type TagWish = {
  readonly scheme: string | undefined
  readonly filter: number | undefined
  readonly companyPrefixLength: number | undefined
  readonly hostname: string | undefined
}

/** What was written, and for a tag in which scheme. */
export type Converted = { readonly value: string; readonly scheme: string | undefined }

const none = (target: Target, { agency, level }: Identification): Result<never> =>
  refuse({ code: 'convert-none', at: '', params: { target, agency, level } })

const plain = (target: Target, found: Identification, value: string | undefined): Result<Converted> =>
  value === undefined ? none(target, found) : succeed({ value, scheme: undefined })

/** Writes what was identified in another form, or says all that stands against it. */
export function convert(found: Identification, target: Target, wish: TagWish): Result<Converted> {
  const { normalForms, identifier } = found
  switch (target) {
    case 'uri':
      return plain(target, found, normalForms.uri)
    case 'hri':
      return plain(target, found, normalForms.hri)
    case 'element-string':
      return plain(target, found, normalForms.elementString)
    case 'digital-link':
      return plain(target, found, normalForms.digitalLink)
    case 'compressed-link': {
      if (normalForms.digitalLink === undefined) return none(target, found)
      const compressed = compressDigitalLink(normalForms.digitalLink)
      return compressed.ok ? plain(target, found, compressed.value) : compressed
    }
    case 'urn': {
      if (normalForms.urn !== undefined || identifier === undefined) return plain(target, found, normalForms.urn)
      const urn = toEpcUrn(identifier, wish.companyPrefixLength)
      return urn.ok ? plain(target, found, urn.value) : urn
    }
    default:
      return writeTag(found, target, wish)
  }
}

/** What every reader knows: 96 bits, then the longer ones of the same kind, then those of TDS 2. */
function usualScheme(found: Identification, companyPrefixLength: number | undefined): TagScheme | undefined {
  const takers = found.identifier === undefined ? [] : tagSchemesFor(found.identifier, companyPrefixLength)
  return takers.find((scheme) => scheme.endsWith('-96')) ?? takers.find((scheme) => !scheme.includes('+')) ?? takers[0]
}

/** The scheme wished for, that of the tag that was read, or the usual one that takes the identifier. */
function writeTag(found: Identification, target: 'hex' | 'tag-uri', wish: TagWish): Result<Converted> {
  const { identifier, tag } = found
  if (identifier === undefined) return none(target, found)
  const scheme = wish.scheme ?? tag?.scheme ?? usualScheme(found, wish.companyPrefixLength)
  if (scheme === undefined) return none(target, found)
  if (!isTagScheme(scheme)) return refuse({ code: 'convert-scheme', at: '', params: { scheme } })
  const filter = wish.filter ?? tag?.filter
  const written = formatTag(identifier, {
    scheme: scheme satisfies TagScheme,
    ...(filter === undefined ? {} : { filter }),
    ...(wish.companyPrefixLength === undefined ? {} : { companyPrefixLength: wish.companyPrefixLength }),
    ...(wish.hostname === undefined ? {} : { hostname: wish.hostname }),
  })
  if (!written.ok) return written
  const value = target === 'hex' ? written.value.hex : written.value.tagUri
  return value === undefined ? none(target, found) : succeed({ value, scheme })
}
