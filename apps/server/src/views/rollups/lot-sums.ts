import { Amount } from './amounts.ts'
import { Entry, readEntries } from './entries.ts'
import type { Deed } from './model.ts'

/** What is known of one lot. */
export type LotSum = {
  /** What of it came to be, or got parts. */
  readonly made: readonly Made[]
  /** What became of it. */
  readonly totals: readonly Total[]
  /** What is told of it that a lot has only once, each text (`Deed`) once. */
  readonly lotData: readonly string[]
}

/** Which deed a number is. */
type Deeds = { deed(id: number): Deed }

/** How much of a lot came to be, or got parts, of one composition. `sure`: all of it; `told`: in a quantity beside the units. */
export type Made = {
  readonly lot: number
  readonly role: Deed['role']
  readonly mix: number | null
  readonly units: number
  readonly surely: number
  readonly told: boolean
  readonly sure: boolean
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

/** Of one deed and unit of measure, and where that matters of one composition, added up. */
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
    if (quantity !== '') this.#addQuantity(quantity)
  }

  addTotal({ units, surely, rows, sureRows, quantity }: Total): void {
    this.units += units
    this.surely += surely
    this.rows += rows
    this.sureRows += sureRows
    if (quantity !== null) this.#addQuantity(quantity)
  }

  #addQuantity(quantity: string): void {
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
function totalOf(totals: Total[], deed: number, mix: number, uom: string | null): Total {
  for (const total of totals) if (total.deed === deed && total.mix === mix && total.uom === uom) return total
  const total = new Total(deed, mix, uom)
  totals.push(total)
  return total
}

const none = -1
const nothing: LotSum = { made: [], totals: [], lotData: [] }

/** @param runs packed entries of the lot, of one deed several that are to be added up */
export function sumOf(lot: number, runs: readonly Buffer[] | undefined, deeds: Deeds): LotSum {
  if (runs === undefined) return nothing
  const [byDeed, byMix] = [new Map<number, Total[]>(), new Map<number, Total[]>()]
  readEntries(runs, new Entry(), (entry) => {
    const { deed, mix, told } = entry
    const totals = mix === none ? listOf(byDeed, deed) : listOf(byMix, mix)
    totalOf(totals, deed, mix, told === '' ? null : uomOf(told)).add(entry)
  })
  const unmixed = [...byDeed.values()].flat()
  const made = madeBy(lot, unmixed, deeds)
  for (const totals of byMix.values()) made.push(...madeBy(lot, totals, deeds))
  for (const total of [...byMix.values()].flat()) totalOf(listOf(byDeed, total.deed), total.deed, none, total.uom).addTotal(total)
  const totals = [...byDeed.values()].flat().filter(({ rows }) => rows > 0)
  const lotData = new Set(totals.flatMap(({ deed }) => deeds.deed(deed).lotData ?? []))
  return { made, totals, lotData: [...lotData] }
}

function listOf(lists: Map<number, Total[]>, key: number): Total[] {
  const known = lists.get(key)
  if (known !== undefined) return known
  const list: Total[] = []
  lists.set(key, list)
  return list
}

/** @param totals of one composition: what they say of one role is one */
function madeBy(lot: number, totals: readonly Total[], deeds: Deeds): Made[] {
  const made: Made[] = []
  for (const { deed, mix, units, surely, rows, sureRows, quantity } of totals) {
    const { role, lotData } = deeds.deed(deed)
    if (rows <= 0 || (lotData === null && (role === 'used' || role === 'moved'))) continue
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
    }
    if (known === undefined) made.push(one)
    else made[at] = one
  }
  return made
}

/** What became of lots, in one sum for each kind of deed. */
export function sumDone(sums: Iterable<LotSum>, deeds: Deeds): Done[] {
  const byDeed = new Map<number, Total[]>()
  for (const { totals } of sums) {
    for (const total of totals) totalOf(listOf(byDeed, total.deed), total.deed, none, total.uom).addTotal(total)
  }
  return [...byDeed.values()]
    .flat()
    .map(({ deed, units, surely, quantity, uom }): Done => ({ deed: deeds.deed(deed), units, surely, quantity, uom }))
}
