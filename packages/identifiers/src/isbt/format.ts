import { type Problem, type Result, succeed } from '@proofline/problems'
import { writeDate } from '../udi-date.ts'
import { readIsbt } from './parse.ts'

/** What `formatIsbt` writes: `udiDi` 16 characters, `donation` 13, dates as in `UdiDate.value`. */
export type IsbtData = {
  readonly udiDi: string
  readonly serial?: string | undefined
  readonly donation?: string | undefined
  readonly lot?: string | undefined
  readonly expiry?: string | undefined
  readonly manufactured?: string | undefined
}

const date = (day: string, minute: string, value: string): string => {
  const exact = writeDate(value, 'CYYJJJHHNN')
  return exact === undefined ? `${day}${writeDate(value, 'CYYJJJ') ?? ''}` : `${minute}${exact}`
}

/**
 * The structures of a device's UDI in the order of ST-017 §5, by default as one compound message of unspecified sequence; `header: false` is the
 * printed form. A lot is filled with zeros on its left to 18 characters. The result is read back: what the standard refuses is refused here.
 */
export function formatIsbt(data: IsbtData, options: { readonly header?: boolean } = {}): Result<string> {
  const structures = [`=/${data.udiDi}`]
  if (data.serial !== undefined) structures.push(`=,${data.serial}`)
  if (data.donation !== undefined) structures.push(`=${data.donation}00`)
  if (data.expiry !== undefined) structures.push(date('=>', '&>', data.expiry))
  if (data.manufactured !== undefined) structures.push(date('=}', '&}', data.manufactured))
  if (data.lot !== undefined) structures.push(`&,1${data.lot.padStart(18, '0')}`)
  const text = `${options.header === false ? '' : `=+${String(structures.length).padStart(2, '0')}000`}${structures.join('')}`
  const { value, problems } = readIsbt(text)
  if (value === undefined || problems.length > 0) return { ok: false, problems }
  const told = [value.udiDi, value.serial?.value, value.donation?.value, value.lot?.value, value.expiry?.value, value.manufactured?.value]
  const meant = [data.udiDi, data.serial, data.donation, data.lot?.padStart(18, '0'), data.expiry, data.manufactured]
  const names = ['udiDi', 'serial', 'donation', 'lot', 'expiry', 'manufactured']
  const lost: Problem[] = []
  for (const [index, name] of names.entries()) {
    if (told[index] === meant[index]) continue
    lost.push({
      code: 'isbt-characters',
      at: `/${name}`,
      params: { identifier: name, found: (meant[index] ?? '').slice(0, 20), position: 1 },
    })
  }
  return lost.length > 0 ? { ok: false, problems: lost } : succeed(text)
}
