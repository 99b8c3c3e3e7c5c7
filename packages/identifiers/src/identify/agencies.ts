import type { Problem } from '@proofline/problems'
import { encodeSegment, firstOutside, set82 } from '../characters.ts'
import { type AhmRules, formatMa, readAhm, readMa } from '../china/index.ts'
import { readHibc } from '../hibc/index.ts'
import type { Level } from '../identifier.ts'
import { looksLikeGtin, readIsbt } from '../isbt/index.ts'
import { readPpn } from '../ppn/index.ts'
import type { Agency, CodeForm, Identification, LabelText, ProductionIdentifiers } from './model.ts'

/** What a reader of one agency's codes found: the identification without its scan, or nothing; and all that is wrong. */
export type AgencyReading = { readonly found: Found | undefined; readonly agency: Agency; readonly problems: readonly Problem[] }
export type Found = Omit<Identification, 'ok' | 'scan' | 'symbology' | 'flags'>

const labelText = (read: { readonly value: string; readonly position: number } | undefined): LabelText | undefined =>
  read && { raw: read.value, value: read.value, position: read.position }

type Loose = { readonly [Name in keyof ProductionIdentifiers]?: ProductionIdentifiers[Name] | undefined }

/** Leaves out what the code does not say. */
function present(identifiers: Loose): ProductionIdentifiers {
  return Object.fromEntries(Object.entries(identifiers).filter(([, value]) => value !== undefined))
}

const note = (code: 'identify-no-product' | 'identify-check-not-verified'): Problem => ({ code, at: '' })

type Parts = {
  readonly agency: Agency
  readonly form: CodeForm
  readonly udiDi: string | undefined
  readonly identifiers: Loose
  /** What tells two things of one class apart, where it is not the serial alone. */
  readonly instance?: string | undefined
  readonly quantity?: number | undefined
  readonly elementString: string
  readonly hri: string
  readonly notes?: readonly Problem[]
}

/** Encoded as in a Digital Link; characters that no code of these agencies should hold keep their identity by UTF-8. */
const segment = (text: string): string => (firstOutside(text, set82) < 0 ? encodeSegment(text) : encodeURIComponent(text.toWellFormed()))

function compose(parts: Parts, origin: string | undefined): Found {
  const { agency, form, udiDi, identifiers, elementString, hri } = parts
  const serial = 'instance' in parts ? parts.instance : identifiers.serial?.value
  const lot = identifiers.lot?.value
  const level: Level = udiDi === undefined ? 'other' : serial !== undefined ? 'instance' : lot !== undefined ? 'lot' : 'class'
  const tail = level === 'instance' ? `/serial/${segment(serial ?? '')}` : level === 'lot' ? `/lot/${segment(lot ?? '')}` : ''
  const uri = udiDi === undefined || origin === undefined ? undefined : `https://id.${origin}/${agency}/${segment(udiDi)}${tail}`
  return {
    agency,
    form,
    level,
    udiDi,
    productionIdentifiers: present(identifiers),
    quantity: parts.quantity,
    normalForms: { uri, elementString, hri, digitalLink: undefined, urn: undefined },
    identifier: undefined,
    elements: [],
    tag: undefined,
    notes: [...(udiDi === undefined ? [note('identify-no-product')] : []), ...(parts.notes ?? [])],
  }
}

export function identifyHibc(text: string, offset: number, origin: string | undefined): AgencyReading {
  const { value, problems } = readHibc(text, offset)
  if (value === undefined) return { found: undefined, agency: 'hibcc', problems }
  const { udiDi, lot, serial, expiry, manufactured, quantity } = value
  const plain = text.replace(/^\*|\*$/g, '').replaceAll('_', ' ')
  const found = compose(
    {
      agency: 'hibcc',
      form: 'hibc',
      udiDi,
      identifiers: { lot: labelText(lot), serial: labelText(serial), expiry, manufactured },
      quantity,
      elementString: plain,
      hri: `*${plain.replaceAll(' ', '_')}*`,
    },
    origin,
  )
  return { found, agency: 'hibcc', problems }
}

export function identifyIsbt(text: string, offset: number, origin: string | undefined): AgencyReading {
  const { value, problems } = readIsbt(text, offset)
  if (value === undefined) return { found: undefined, agency: 'iccbba', problems }
  const { udiDi, lot, serial, donation, expiry, manufactured } = value
  const number = value.structures.find((structure) => structure.number === '001')
  const found = compose(
    {
      agency: 'iccbba',
      form: 'isbt-128',
      udiDi,
      identifiers: {
        lot: labelText(lot),
        serial: labelText(serial),
        donation: donation && { raw: number?.data ?? donation.value, value: donation.value, position: number?.position },
        expiry,
        manufactured,
      },
      // A division is unique among those of one donation only (ST-017 §3.2).
      instance: donation !== undefined && serial !== undefined ? `${donation.value}-${serial.value}` : undefined,
      elementString: text,
      hri: text.replace(/^=\+\d{5}/, ''),
    },
    origin,
  )
  const mixed = udiDi !== undefined && looksLikeGtin(udiDi)
  const gtin: Problem[] = mixed
    ? [{ code: 'identify-gtin-as-product', at: '', params: { found: udiDi }, clause: 'ICCBBA ST-017 §2.1' }]
    : []
  return { found, agency: 'iccbba', problems: [...problems, ...gtin] }
}

export function identifyPpn(text: string, offset: number, origin: string | undefined): AgencyReading {
  const { value, problems } = readPpn(text, offset)
  if (value === undefined) return { found: undefined, agency: 'ifa', problems }
  const { udiDi, lot, serial, expiry, manufactured, quantity } = value
  const elements: readonly (readonly [string, string | undefined])[] = [
    ['9N', udiDi],
    ['1T', lot?.value],
    ['D', expiry?.raw],
    ['S', serial?.value],
    ['16D', manufactured?.raw],
    ['Q', quantity?.toString()],
    ['8P', value.gtin],
    ...value.others.map((element) => [element.identifier, element.value] as const),
  ]
  const told = elements.filter((element): element is readonly [string, string] => element[1] !== undefined)
  const found = compose(
    {
      agency: 'ifa',
      form: 'ifa',
      udiDi,
      identifiers: { lot: labelText(lot), serial: labelText(serial), expiry, manufactured },
      quantity,
      elementString: `[)>\u001e06\u001d${told.map(([name, data]) => name + data).join('\u001d')}\u001e\u0004`,
      hri: told.map(([name, data]) => `(${name})${data}`).join(''),
    },
    origin,
  )
  return { found, agency: 'ifa', problems }
}

export function identifyMa(text: string, offset: number, origin: string | undefined): AgencyReading {
  const { value, problems } = readMa(text, offset)
  if (value === undefined) return { found: undefined, agency: 'ziiot', problems }
  const { udiDi, lot, serial, sterilisationLot, expiry, manufactured, validUntil } = value
  const written = formatMa({
    udiDi,
    serial: serial?.value,
    manufactured: manufactured?.value,
    lot: lot?.value,
    sterilisationLot: sterilisationLot?.value,
    expiry: expiry?.value,
    validUntil: validUntil?.value,
    check: value.check,
  })
  const found = compose(
    {
      agency: 'ziiot',
      form: 'ma',
      udiDi,
      identifiers: {
        lot: labelText(lot),
        serial: labelText(serial),
        sterilisationLot: labelText(sterilisationLot),
        expiry,
        manufactured,
        validUntil,
      },
      elementString: written.ok ? written.value : text,
      hri: text,
      notes: [note('identify-check-not-verified')],
    },
    origin,
  )
  return { found, agency: 'ziiot', problems }
}

export function identifyAhm(text: string, offset: number, rules: AhmRules, origin: string | undefined): AgencyReading {
  const { value, problems } = readAhm(text, rules, offset)
  if (value === undefined) return { found: undefined, agency: 'ahm', problems }
  const { udiDi, lot, serial, expiry, manufactured, bestBefore } = value
  const identifiers = { lot: labelText(lot), serial: labelText(serial), expiry, manufactured, bestBefore }
  const found = compose({ agency: 'ahm', form: 'ahm', udiDi, identifiers, elementString: text, hri: text }, origin)
  return { found, agency: 'ahm', problems }
}
