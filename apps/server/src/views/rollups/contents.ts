import { addDecimals } from './decimals.ts'
import type { Content } from './rules.ts'

/** One word of a packing event about one container: what it says of one child, or (`child` null) of all that is in it. */
export type PackingRow = {
  readonly event: number
  readonly container: number
  readonly child: number | null
  readonly childIs: 'instance' | 'quantity' | 'container'
  /** `in`: put in, or seen in it; `out`: taken out; `all`: it holds this and no more, or nothing. */
  readonly says: 'in' | 'out' | 'all'
  readonly quantity: string | null
  readonly uom: string | null
  /** Widened by what is declared of the clock. */
  readonly fromMs: number
  readonly toMs: number
  /** A container that is used again and again may have been emptied without a word. */
  readonly isReusable: boolean
  readonly knownTo: number | null
}

type Time = { readonly fromMs: number; readonly toMs: number }

/** What containers held, by every word of packing that is known; each question is as of a size of the log. */
export class Contents {
  readonly #byContainer = new Map<number, PackingRow[]>()
  readonly #byChild = new Map<number, PackingRow[]>()
  readonly #seen = new Set<string>()

  /** @param rows of all the containers that will be asked about, and all other words about the things that they name; in any order, known or not */
  add(rows: Iterable<PackingRow>): void {
    const touched = new Set<PackingRow[]>()
    for (const row of rows) {
      const key = `${row.event} ${row.container} ${row.child} ${row.uom} ${row.says}`
      if (this.#seen.has(key)) continue
      this.#seen.add(key)
      touched.add(push(this.#byContainer, row.container, row))
      if (row.child !== null) touched.add(push(this.#byChild, row.child, row))
    }
    for (const list of touched) list.sort(inOrder)
  }

  /** Everything in it at that time, at every depth, containers left out; too much rather than too little where the order is open. */
  at(container: number, time: Time, asOf: number, seen: ReadonlySet<number> = new Set()): Content[] {
    if (seen.has(container)) return []
    const all = (this.#byContainer.get(container) ?? []).filter((row) => isKnown(row, asOf))
    const known = all.filter((row) => row.fromMs <= time.toMs)
    const held: Content[] = []
    const hold = (row: PackingRow, child: number, doubtful: boolean): void => {
      if (row.childIs !== 'container') held.push({ object: child, quantity: row.quantity, uom: row.uom, doubtful })
      else {
        const inside = this.at(child, time, asOf, new Set([...seen, container]))
        held.push(...inside.map((content) => ({ ...content, doubtful: content.doubtful || doubtful })))
      }
    }
    const children = new Map<number, PackingRow>()
    for (const row of known) if (row.child !== null && row.says !== 'out') children.set(row.child, row)
    for (const [child, put] of children) {
      if (put.childIs === 'quantity') held.push(...this.#quantities(known, child))
      else if (this.#isStillIn(put, known, time, asOf)) hold(put, child, put.isReusable || put.toMs >= time.fromMs)
      else children.delete(child)
    }
    for (const [child, row] of unseenIn(all, time)) if (!children.has(child)) hold(row, child, true)
    return held
  }

  /** Not told to be elsewhere since it was put in: by a word about itself, or about all that is in the container. */
  #isStillIn(put: PackingRow, known: readonly PackingRow[], time: Time, asOf: number): boolean {
    const isOver = (row: PackingRow): boolean =>
      row.event !== put.event && row.toMs < time.fromMs && inOrder(put, row) < 0 && put.toMs < row.fromMs
    const own = this.#byChild.get(put.child ?? -1) ?? []
    if (own.some((row) => isKnown(row, asOf) && isOver(row) && (row.container !== put.container || row.says === 'out'))) return false
    return !known.some(
      (row) => row.says === 'all' && isOver(row) && !known.some((other) => other.event === row.event && other.child === put.child),
    )
  }

  #quantities(known: readonly PackingRow[], child: number): Content[] {
    const uoms = new Set(known.filter((row) => row.child === child).map(({ uom }) => uom))
    return [...uoms].flatMap((uom) => {
      const rows = known.filter((row) => row.child === child && row.uom === uom)
      const sum = rows.reduce(
        (total, { quantity, says }) => addDecimals(total, says === 'out' ? `-${quantity ?? 0}` : (quantity ?? '0')),
        '0',
      )
      const isTold = rows.every(({ quantity }) => quantity !== null)
      if (isTold && (sum.startsWith('-') || /^[0.]+$/.test(sum))) return []
      return [{ object: child, quantity: isTold ? sum : null, uom, doubtful: rows.length > 1 || rows.some((row) => row.isReusable) }]
    })
  }
}

/**
 * What is taken out then or later and was not put in by what is told: it was there, since when nobody says (trace-semantics §2).
 * @param rows all that is known of the container, in order
 */
function unseenIn(rows: readonly PackingRow[], time: Time): Map<number, PackingRow> {
  const unseen = new Map<number, PackingRow>()
  const isLater = ({ says, toMs }: PackingRow): boolean => says === 'out' && toMs >= time.fromMs
  if (!rows.some(isLater)) return unseen
  const last = new Map<number, PackingRow>()
  let emptied: PackingRow | undefined
  for (const row of rows) {
    const { child } = row
    if (child === null) emptied = row
    else {
      const put = last.get(child)
      const before =
        emptied !== undefined && (put === undefined || (inOrder(put, emptied) < 0 && put.event !== emptied.event)) ? emptied : put
      const isOutAgain = before !== undefined && before.says !== 'in' && before.toMs < row.fromMs
      if (isLater(row) && (before === undefined || isOutAgain)) unseen.set(child, row)
      last.set(child, row)
    }
  }
  return unseen
}

const isKnown = ({ event, knownTo }: PackingRow, asOf: number): boolean => event < asOf && (knownTo === null || knownTo >= asOf)
const inOrder = (left: PackingRow, right: PackingRow): number =>
  left.fromMs - right.fromMs || left.toMs - right.toMs || left.event - right.event

function push(map: Map<number, PackingRow[]>, key: number, row: PackingRow): PackingRow[] {
  const list = map.get(key) ?? []
  if (list.length === 0) map.set(key, list)
  list.push(row)
  return list
}
