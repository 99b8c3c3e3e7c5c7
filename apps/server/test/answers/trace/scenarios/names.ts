import { canonicalize, checkDigitOf } from '@proofline/identifiers'

/**
 * The short names that stories are written in:
 * `screw:P1` lot P1 of screws · `device#7` device with serial 7 · `device:L#7` the same, its lot in its identifier · `screw` the class alone ·
 * `case!1` a logistic unit · `tray~1` a returnable asset · `30 of device:L`, `2.5 KGM of resin:R1` quantities.
 */
export const products = [
  'screw',
  'resin',
  'glue',
  'heat',
  'bar',
  'device',
  'motor',
  'rack',
  'housing',
  'screw-b',
  'kit',
  'board',
  'label',
  'pump',
] as const
const prefix = '9529999'

const digits = (text: string): string => `${text}${checkDigitOf(text)}`

const gtinOf = (product: string): string => {
  const index = products.indexOf(product as (typeof products)[number])
  if (index < 0) throw new RangeError(`no product ${product}`)
  return digits(`0${prefix}${String(index + 1).padStart(5, '0')}`)
}

const canonical = (uri: string): string => {
  const reading = canonicalize(uri)
  if (!reading.ok) throw new TypeError(`not an identifier: ${uri}`)
  return reading.value.uri
}

/** As an event writes it: a lot beside a serial is still in it. */
export function eventUri(name: string): string {
  const [, sscc] = /!(\d+)$/.exec(name) ?? []
  if (sscc !== undefined) return `https://id.gs1.org/00/${digits(`0${prefix}${sscc.padStart(9, '0')}`)}`
  const [, asset] = /~(\w+)$/.exec(name) ?? []
  if (asset !== undefined) return `https://id.gs1.org/8003/0${digits(`${prefix}00001`)}${asset}`
  const [, product = '', lot, serial] = /^([\w-]+)(?::([\w.-]+))?(?:#(\w+))?$/.exec(name) ?? []
  const path = [
    `https://id.gs1.org/01/${gtinOf(product)}`,
    ...(lot === undefined ? [] : [`10/${lot}`]),
    ...(serial === undefined ? [] : [`21/${serial}`]),
  ]
  return path.join('/')
}

export const uri = (name: string): string =>
  name.includes('/') || name === 'in-stock' ? name : isParty(name) ? partyUri(name) : canonical(eventUri(name))
export const classOf = (name: string): string => uri(/^[\w-]+/.exec(name)?.[0] ?? name)

/** Parties are written with a capital: ourselves `Maker`, suppliers, hospitals. */
export const parties = ['Maker', 'Supplier', 'Second', 'A', 'B', 'C', 'Coater'] as const
export type Party = (typeof parties)[number]
const isParty = (name: string): name is Party => parties.includes(name as Party)
export const partyUri = (party: Party): string =>
  `https://id.gs1.org/417/${digits(`${prefix}${String(parties.indexOf(party) + 1).padStart(5, '0')}`)}`
export const placeUri = (party: Party): string =>
  `https://id.gs1.org/414/${digits(`${prefix}${String(parties.indexOf(party) + 501).padStart(5, '0')}`)}`

/** What stories call it: the other way round. Anything that no story names stands as it is. */
export function nameOf(id: string): string {
  const party = parties.find((one) => partyUri(one) === id || placeUri(one) === id)
  if (party !== undefined) return party
  const [, unit] = /\/00\/0\d{7}(\d{9})\d$/.exec(id) ?? []
  if (unit !== undefined) return `case!${Number(unit)}`
  const [, asset] = /\/8003\/0\d{13}(\w+)$/.exec(id) ?? []
  if (asset !== undefined) return `tray~${asset}`
  const [, gtin, lot, serial] = /\/01\/(\d{14})(?:\/10\/([^/]+))?(?:\/21\/([^/]+))?$/.exec(id) ?? []
  const product = products.find((one) => gtinOf(one) === gtin)
  return product === undefined ? id : `${product}${lot === undefined ? '' : `:${lot}`}${serial === undefined ? '' : `#${serial}`}`
}

export type Line = {
  readonly name: string
  readonly uri: string
  readonly quantity: number | undefined
  readonly uom: string | undefined
  readonly counted: boolean
}

/** `30 of device:L`; a lot or a class without a quantity is one that was not told. */
export function parseLine(text: string): Line {
  const [, quantity, uom, name = text] = /^([\d.]+)(?: ([A-Z0-9]{2,3}))? of (.+)$/.exec(text) ?? []
  const counted = quantity !== undefined || !/[#!~]/.test(name)
  return { name, uri: eventUri(name), quantity: quantity === undefined ? undefined : Number(quantity), uom, counted }
}
