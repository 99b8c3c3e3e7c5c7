import { sql } from '../../platform/database/index.ts'
import type { Reads } from '../genealogy/index.ts'
import type { LotSum } from './lot-sums.ts'
import { blockFacts } from './sums.ts'

/** So many rows of sums are kept, some 50 MB; beyond, all are forgotten. */
const mostRows = 400_000

/** What is known of lots now, kept from question to question: of a lot until a fact tells something of it. */
export class KeptSums {
  readonly #lots = new Map<number, LotSum>()
  #rows = 0

  get(lot: number): LotSum | undefined {
    return this.#lots.get(lot)
  }

  keep(lot: number, sum: LotSum): void {
    if (this.#rows > mostRows) this.forget()
    this.#lots.set(lot, sum)
    this.#rows += rowsOf(sum)
  }

  forget(): void {
    this.#lots.clear()
    this.#rows = 0
  }

  /** Forgets lots of which the facts from `since` to `cursor` told anything; all, where that is more to read than the sums are. */
  async follow(reads: Reads, since: number, cursor: number): Promise<void> {
    if (this.#lots.size === 0) return
    if (cursor - since > blockFacts.large) return this.forget()
    const told = await reads.query<{ lot: number }>(sql`
      select lot from view_lot_deed where known_from >= ${since} union select lot from view_lot_deed where known_to >= ${since}`)
    for (const { lot } of told) {
      this.#rows -= rowsOf(this.#lots.get(lot))
      this.#lots.delete(lot)
    }
  }
}

const rowsOf = (sum: LotSum | undefined): number => (sum === undefined ? 0 : 1 + sum.made.length + sum.totals.length)
