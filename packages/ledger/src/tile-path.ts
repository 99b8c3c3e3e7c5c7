import { type Result, refuse, succeed } from '@proofline/problems'
import { assertCount, parseCount } from './count.ts'
import { LedgerError } from './error.ts'
import { type EntryBundle, type Tile, tileWidth } from './tile.ts'

const clause = 'C2SP tlog-tiles, Merkle Tree'

/** `tile/<level>/<index>[.p/<width>]`, below a log's prefix. Throws LedgerError `count-out-of-range`. */
export function formatTilePath({ level, index, width }: Tile): string {
  if (!Number.isInteger(level) || level < 0 || level > 63)
    throw new LedgerError('count-out-of-range', `Tiles have a level from 0 to 63, not ${level}`)
  return `tile/${level}/${formatIndex(index)}${formatWidth(width)}`
}

/** `tile/entries/<index>[.p/<width>]`, below a log's prefix. Throws LedgerError `count-out-of-range`. */
export const formatBundlePath = ({ index, width }: EntryBundle): string => `tile/entries/${formatIndex(index)}${formatWidth(width)}`

function formatIndex(index: number): string {
  assertCount(index, 'index')
  const digits = String(index)
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/[0-9]{3}/g) ?? []
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
}

function formatWidth(width: number): string {
  if (!Number.isInteger(width) || width < 1 || width > tileWidth) {
    throw new LedgerError('count-out-of-range', `Tiles have a width from 1 to ${tileWidth}, not ${width}`)
  }
  return width === tileWidth ? '' : `.p/${width}`
}

export type TilePath = ({ readonly kind: 'hashes' } & Tile) | ({ readonly kind: 'entries' } & EntryBundle)

const pattern = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/

/** Reads a path without leading slash. One spelling only is taken for each tile. Problem: `tile-path`. */
export function parseTilePath(path: string): Result<TilePath> {
  const [, kind = '', indexText = '', widthText] = (path.length <= 64 && pattern.exec(path)) || []
  const index = parseCount(indexText.replace(/[x/]/g, '').replace(/^0+(?=[0-9])/, ''))
  const width = widthText === undefined ? tileWidth : Number(widthText)
  if (index !== undefined && width <= tileWidth) {
    const tile = { level: Number(kind), index, width }
    if (kind === 'entries' && formatBundlePath({ index, width }) === path) return succeed({ kind: 'entries', index, width })
    if (kind !== 'entries' && tile.level <= 63 && formatTilePath(tile) === path) return succeed({ kind: 'hashes', ...tile })
  }
  return refuse({ code: 'tile-path', at: '', clause })
}
