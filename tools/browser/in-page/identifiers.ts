// Runs in the browser: nothing of Node here. Each function takes one file of vectors and says, case by case, what was found beside what the
// file calls for; who called it compares.
import {
  canonicalize,
  constrainedDigitalLink,
  formatTag,
  identify,
  isGs1,
  parseElementString,
  parseTag,
  toEpcUrn,
} from '@proofline/identifiers'
import type { Case } from './ledger.ts'

type Vectors<Row> = { readonly vectors: readonly Row[] }
type Outcome = { readonly ok: true } | { readonly ok: false; readonly problems: readonly { readonly code: string }[] }

const codesOf = (outcome: Outcome): string[] => (outcome.ok ? [] : outcome.problems.map(({ code }) => code))

type Right = {
  code: string
  agency: string
  form: string
  level: string
  udiDi?: string
  is?: Readonly<Record<string, string>>
  quantity?: number
  uri?: string
}
type OwnCodes = { valid: Right[]; invalid: { code: string; problems: string[] }[] }

/** What every code of six agencies says, and what is wrong with those that are wrong, with the positions. */
export function ownCodes({ valid, invalid }: OwnCodes): Case[] {
  return [
    ...valid.map(({ code, ...wanted }) => ({ what: code, found: told(code), wanted })),
    ...invalid.map(({ code, problems }) => {
      const answer = identify(code)
      const found = answer.ok
        ? []
        : answer.problems.map((one) => [one.code, one.params?.position].filter((part) => part !== undefined).join(' '))
      return { what: code, found, wanted: problems }
    }),
  ]
}

function told(code: string): unknown {
  const answer = identify(code, { origin: 'maker.example' })
  if (!answer.ok) return answer.problems
  const { agency, form, level, udiDi, quantity, normalForms } = answer
  const is = Object.fromEntries(Object.entries(answer.productionIdentifiers).map(([name, { value }]) => [name, value]))
  // As JSON has it: what is undefined is not there.
  return JSON.parse(
    JSON.stringify({ agency, form, level, udiDi, is: Object.keys(is).length === 0 ? undefined : is, quantity, uri: normalForms.uri }),
  )
}

type ElementRow = { ok: boolean; unbracketed: string; options?: { PermitUnknownAIs?: boolean } }

export const sharedElements = ({ vectors }: Vectors<ElementRow>): Case[] =>
  vectors.map(({ ok, unbracketed, options }) => {
    const unknownAis = options?.PermitUnknownAIs === true ? 'accept' : 'refuse'
    return { what: unbracketed, found: parseElementString(unbracketed, { unknownAis, associations: 'ignore' }).ok, wanted: ok }
  })

export const sharedAssociations = ({ vectors }: Vectors<{ ok: boolean; bracketed: string }>): Case[] =>
  vectors.map(({ ok, bracketed }) => ({ what: bracketed, found: parseElementString(bracketed).ok, wanted: ok }))

type Translation = { op: string; input: string; expect: string; gcpLength?: number; nonStrict?: boolean }

/** Of the translations those of which both sides are identifiers; which the others are, and why, the test in Node says. */
export const sharedUrns = ({ vectors }: Vectors<Translation>): Case[] =>
  vectors.flatMap(({ op, input, gcpLength, expect, nonStrict }) => {
    const read = canonicalize(input, { checkDigits: 'ignore' })
    if (
      nonStrict === true ||
      gcpLength === undefined ||
      !op.startsWith('toURN') ||
      !read.ok ||
      !isGs1(read.value) ||
      !canonicalize(expect).ok
    )
      return []
    const urn = toEpcUrn(read.value, gcpLength)
    return [{ what: `${op} ${input}`, found: urn.ok ? urn.value : codesOf(urn), wanted: expect }]
  })

export const sharedHashForms = ({ vectors }: Vectors<{ input: string; expect: string | null }>): Case[] =>
  vectors.map(({ input, expect }) => ({ what: input, found: constrainedDigitalLink(input) ?? null, wanted: expect }))

/** Annex E.3: from bits to the link, and back to the same bits. */
export const sharedTags = ({ vectors }: Vectors<{ scheme: string; hex: string; dlPath: string }>): Case[] =>
  vectors.flatMap(({ scheme, hex, dlPath }) => {
    const read = parseTag(hex)
    if (!read.ok) return [{ what: hex, found: codesOf(read), wanted: [] }]
    const { identifier, filter, hostname, date, data } = read.value
    const written = formatTag(identifier, {
      scheme: read.value.scheme,
      data,
      ...(filter === undefined ? {} : { filter }),
      ...(hostname === undefined ? {} : { hostname }),
      ...(date === undefined ? {} : { date }),
    })
    const bare = (digits: string): string => digits.toUpperCase().replace(/0+$/, '')
    return [
      { what: hex, found: [read.value.scheme, identifier.uri], wanted: [scheme.toLowerCase(), `https://id.gs1.org${dlPath}`] },
      { what: `${hex} again`, found: written.ok ? bare(written.value.hex) : codesOf(written), wanted: bare(hex) },
    ]
  })
