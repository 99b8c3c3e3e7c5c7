import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { writeDate } from '../udi-date.ts'
import { hibcCheckCharacter } from './alphabet.ts'
import type { HibcData } from './model.ts'
import { readHibc } from './parse.ts'

/** The secondary data, as new labels write them: `$$` with date or 7, then what has no place there (ANSI/HIBC 2.6 appendix E; FDA 1.4 keeps `$` for old labels only). */
function secondary({ lot, serial, quantity, expiry, manufactured }: HibcData): string[] {
  const dated = dateBehindFlag(expiry)
  const parts: string[] = []
  const inside = expiry === undefined ? '7' : dated
  if (lot !== undefined) {
    parts.push(`$$${inside ?? '7'}${lot}`)
    if (serial !== undefined) parts.push(`S${serial}`)
  } else if (serial !== undefined) parts.push(`$$+${inside ?? '7'}${serial}`)
  else if (dated !== undefined) parts.push(`$$${dated}`)
  if (manufactured !== undefined) parts.push(`16D${writeDate(manufactured, 'YYYYMMDD') ?? ''}`)
  if (expiry !== undefined && dated === undefined) parts.push(`14D${writeDate(expiry, 'YYYYMMDD') ?? ''}`)
  if (quantity !== undefined) parts.push(`Q${quantity}`)
  return parts
}

function dateBehindFlag(expiry: string | undefined): string | undefined {
  if (expiry === undefined) return undefined
  for (const [flag, format] of [
    ['', 'MMYY'],
    ['3', 'YYMMDD'],
    ['4', 'YYMMDDHH'],
  ] as const) {
    const text = writeDate(expiry, format, { utc: true })
    if (text !== undefined) return flag + text
  }
  return undefined
}

/** Reads back what was written: whatever the standard refuses is refused here, with the same problems. */
function checked(text: string, data: HibcData): Result<string> {
  const { value, problems } = readHibc(text)
  if (problems.length > 0 || value === undefined) return { ok: false, problems }
  const lost: Problem[] = []
  const told = {
    ...value,
    lot: value.lot?.value,
    serial: value.serial?.value,
    expiry: value.expiry?.value,
    manufactured: value.manufactured?.value,
  }
  for (const name of ['labeler', 'product', 'unitOfMeasure', 'lot', 'serial', 'quantity', 'expiry', 'manufactured'] as const) {
    if (told[name] !== data[name])
      lost.push({ code: 'hibc-value', at: `/${name}`, params: { name, character: String(data[name]).slice(0, 20), most: 18, position: 1 } })
  }
  return lost.length > 0 ? refuse(...lost) : succeed(text)
}

/** One symbol with everything in it (2D), or the problems of `data`. */
export function formatHibc(data: HibcData): Result<string> {
  const body = [`+${data.labeler}${data.product}${data.unitOfMeasure}`, ...secondary(data)].join('/')
  return checked(body + hibcCheckCharacter(body), data)
}

/** The linear symbols: the primary one, and the secondary one that carries its check character as link; one text each. */
export function formatHibcSymbols(data: HibcData): Result<readonly string[]> {
  const primaryBody = `+${data.labeler}${data.product}${data.unitOfMeasure}`
  const link = hibcCheckCharacter(primaryBody)
  const symbols = [primaryBody + link]
  const parts = secondary(data)
  if (parts.length > 0) {
    const body = `+${parts.join('/')}${link}`
    symbols.push(body + hibcCheckCharacter(body))
  }
  const verdict = checked(symbols.join(''), data)
  return verdict.ok ? succeed(symbols) : verdict
}
