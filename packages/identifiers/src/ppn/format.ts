import { type Problem, type Result, succeed } from '@proofline/problems'
import { writeDate } from '../udi-date.ts'
import type { PpnData } from './model.ts'
import { readPpn } from './parse.ts'

/** `envelope` is ISO/IEC 15434 format 06 as a Data Matrix transmits it; `line` the printed form; `keyboard` DIN 16598. */
export type PpnForm = 'envelope' | 'line' | 'keyboard'

/** Writes the elements in the order of IFA's specification: product, lot, expiry, serial, manufacture, quantity. Read back: what is refused there is refused here. */
export function formatPpn(data: PpnData, form: PpnForm = 'envelope'): Result<string> {
  const elements: (readonly [string, string])[] = [['9N', data.udiDi]]
  if (data.lot !== undefined) elements.push(['1T', data.lot])
  if (data.expiry !== undefined) elements.push(['D', writeDate(data.expiry, 'YYMMDD', { openDay: true }) ?? data.expiry])
  if (data.serial !== undefined) elements.push(['S', data.serial])
  if (data.manufactured !== undefined)
    elements.push(['16D', writeDate(data.manufactured, 'YYYYMMDD', { openDay: true }) ?? data.manufactured])
  if (data.quantity !== undefined) elements.push(['Q', String(data.quantity)])
  const text = wrap(elements, form)
  const { value, problems } = readPpn(text)
  if (value === undefined || problems.length > 0) return { ok: false, problems }
  const told = {
    ...value,
    lot: value.lot?.value,
    serial: value.serial?.value,
    expiry: value.expiry?.value,
    manufactured: value.manufactured?.value,
  }
  const lost: Problem[] = []
  for (const name of ['udiDi', 'lot', 'serial', 'expiry', 'manufactured', 'quantity'] as const) {
    if (told[name] !== data[name])
      lost.push({ code: 'ppn-value', at: `/${name}`, params: { identifier: name, found: String(data[name]).slice(0, 30), position: 1 } })
  }
  return lost.length > 0 ? { ok: false, problems: lost } : succeed(text)
}

function wrap(elements: readonly (readonly [string, string])[], form: PpnForm): string {
  if (form === 'line') return elements.map(([identifier, value]) => `(${identifier})${value}`).join('')
  const plain = elements.map(([identifier, value]) => identifier + value)
  return form === 'keyboard' ? `.${plain.join('^')}` : `[)>\u001e06\u001d${plain.join('\u001d')}\u001e\u0004`
}
