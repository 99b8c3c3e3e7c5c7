import { Amount } from './amounts.ts'
import type { Compositions } from './compositions.ts'
import { Entry, type PackedSums, readEntries } from './entries.ts'
import type { Deed } from './model.ts'

/** How much of a lot came to be, or got parts, of one composition. `sure`: all of it; `told`: in a quantity beside the units. */
export type Made = {
  readonly lot: number
  readonly role: Deed['role']
  readonly mix: number | null
  readonly units: number
  readonly surely: number
  readonly told: boolean
  readonly sure: boolean
  readonly lotData: readonly string[]
}

/** What became of lots, of all of them together, by deed and unit of measure. */
export type Done = {
  readonly deed: Deed
  readonly units: number
  /** Of the units, those of which nothing speaks against it. */
  readonly surely: number
  /** Told beside the units; null: nothing. */
  readonly quantity: string | null
  readonly uom: string | null
}

/** Of one deed, composition and unit of measure, added up. */
class Total {
  readonly deed: number
  readonly mix: number
  readonly uom: string | null
  units = 0
  surely = 0
  rows = 0
  sureRows = 0
  #amount: Amount | undefined

  constructor(deed: number, mix: number, uom: string | null) {
    this.deed = deed
    this.mix = mix
    this.uom = uom
  }

  add({ units, surely, rows, sureRows, told }: Entry): void {
    this.units += units
    this.surely += surely
    this.rows += rows
    this.sureRows += sureRows
    const quantity = quantityOf(told)
    if (quantity === '') return
    this.#amount ??= new Amount()
    this.#amount.add(quantity)
  }

  get quantity(): string | null {
    return this.#amount?.text ?? null
  }
}

/** What is told beside units: quantity, space, unit of measure. */
const quantityOf = (told: string): string => (told.includes(' ') ? told.slice(0, told.indexOf(' ')) : told)
const uomOf = (told: string): string | null => (told.includes(' ') ? told.slice(told.indexOf(' ') + 1) : null)

/** The same few of one deed: looked through one by one, which is quicker than any key. */
function totalOf(totals: Total[], { deed, mix, told }: Entry, ofMix = mix): Total {
  const uom = told === '' ? null : uomOf(told)
  for (const total of totals) if (total.deed === deed && total.mix === ofMix && total.uom === uom) return total
  const total = new Total(deed, ofMix, uom)
  totals.push(total)
  return total
}

const none = -1

/** What of a lot came to be, or got parts. */
export function madeOf(lot: number, sums: PackedSums, compositions: Compositions): Made[] {
  const byMix = new Map<number, Total[]>()
  readEntries(sums.get(lot), new Entry(), (entry) => {
    const { role, lotData } = compositions.deed(entry.deed)
    if (lotData === null && (role === 'used' || role === 'moved')) return
    const totals = byMix.get(entry.mix) ?? []
    if (totals.length === 0) byMix.set(entry.mix, totals)
    totalOf(totals, entry).add(entry)
  })
  return [...byMix.values()].flatMap((totals) => madeBy(lot, totals, compositions))
}

/** @param totals of one composition: what they say of one role is one */
function madeBy(lot: number, totals: readonly Total[], compositions: Compositions): Made[] {
  const made: Made[] = []
  for (const { deed, mix, units, surely, rows, sureRows, quantity } of totals) {
    if (rows <= 0) continue
    const { role, lotData } = compositions.deed(deed)
    const at = made.findIndex((one) => one.role === role)
    const known = made[at]
    const one: Made = {
      lot,
      role,
      mix: mix === none ? null : mix,
      units: (known?.units ?? 0) + units,
      surely: (known?.surely ?? 0) + surely,
      told: known?.told === true || quantity !== null,
      sure: known?.sure !== false && rows === sureRows,
      lotData: withText(known?.lotData ?? [], lotData),
    }
    if (known === undefined) made.push(one)
    else made[at] = one
  }
  return made
}

const withText = (texts: readonly string[], text: string | null): readonly string[] =>
  text === null || texts.includes(text) ? texts : [...texts, text]

/** What became of these lots, in one sum for each kind of deed. */
export function sumDone(lots: readonly number[], sums: PackedSums, compositions: Compositions): Done[] {
  const byDeed: Total[][] = []
  const entry = new Entry()
  for (const lot of lots) {
    readEntries(sums.get(lot), entry, () => {
      byDeed[entry.deed] ??= []
      totalOf(byDeed[entry.deed] ?? [], entry, none).add(entry)
    })
  }
  return byDeed.flat().flatMap((total): Done[] => {
    const { units, surely, quantity, uom, rows } = total
    return rows > 0 ? [{ deed: compositions.deed(total.deed), units, surely, quantity, uom }] : []
  })
}
