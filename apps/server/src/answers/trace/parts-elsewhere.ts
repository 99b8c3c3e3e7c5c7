import {
  type GenealogyEvent,
  type Put,
  type Reads,
  type SourceState,
  selectNamingMembers,
  selectPuts,
} from '../../views/genealogy/index.ts'
import { widened } from './assemble.ts'
import type { Loading } from './loading.ts'

type Reading = {
  readonly reads: Reads
  readonly asOf: number
  readonly sources: ReadonlyMap<number, SourceState>
  readonly loading: Loading
}

/** What became of parts, as far as a walk must know it. */
export type Elsewhere = {
  /** Units that were put into something else as well. */
  readonly moved: readonly number[]
  /** Of quantities: events that tell that their lots have members with names. */
  readonly naming: readonly number[]
  /** Products of which a unit whose lot no fact tells may be of such a quantity. */
  readonly products: readonly number[]
}

/**
 * What a device is told to hold may refute that a lot is in it (§3, refutation a), unless it is told to be elsewhere later: that is read of parts of
 * products that matter to the walk, and of no others.
 */
export class PartsElsewhere {
  readonly #loading: Loading
  readonly #reading: Reading
  /** By product, those of which nothing was read yet. */
  readonly #waiting = new Map<number, Set<number>>()
  readonly #known = new Set<number>()
  /** Products that stand for others, and those that they stand for. */
  readonly #substituted = new Set<string>()

  constructor(reading: Reading) {
    this.#loading = reading.loading
    this.#reading = reading
  }

  noteSubstitutes({ details }: GenealogyEvent): void {
    for (const { part, replaces } of details.substitutes ?? []) this.#substituted.add(part).add(replaces)
  }

  /** `event` tells what is in a device. */
  note({ type, action, participations }: GenealogyEvent): void {
    if (action === 'DELETE' || type === 'TransactionEvent') return
    for (const { object, role } of participations) {
      const product = role === 'child' ? this.#loading.objects.get(object)?.classId : undefined
      if (product === undefined || product === null || this.#known.has(object)) continue
      this.#known.add(object)
      const waiting = this.#waiting.get(product)
      if (waiting === undefined) this.#waiting.set(product, new Set([object]))
      else waiting.add(object)
    }
  }

  /** @param isFollowed what happens to it is read anyway; as a product, something of it was reached */
  async read(isFollowed: (object: number) => boolean): Promise<Elsewhere> {
    const products = [...this.#waiting.keys()].filter((product) => isFollowed(product) || this.#isSubstituted(product))
    const parts = products.flatMap((product) => [...(this.#waiting.get(product) ?? [])])
    for (const product of products) this.#waiting.delete(product)
    if (parts.length === 0) return { moved: [], naming: [], products: [] }
    const { reads, asOf, sources } = this.#reading
    const lots = parts.filter((part) => this.#loading.levelOf(part) === 'lot')
    const units = parts.filter((part) => this.#loading.hasName(part) && !isFollowed(part))
    const [puts, naming] = await Promise.all([selectPuts(reads, units, asOf), selectNamingMembers(reads, lots, asOf)])
    const moved = [...Map.groupBy(puts, ({ child }) => child)].filter(([, own]) => isElsewhere(own, sources)).map(([unit]) => unit)
    return { moved, naming, products: this.#loading.classesOf(lots) }
  }

  #isSubstituted(product: number): boolean {
    return this.#substituted.size > 0 && this.#substituted.has(this.#loading.objects.get(product)?.uri ?? '')
  }
}

/** Part of two things; or of a kit, and packed into something else not surely before (§2: an aggregation elsewhere ends the earlier stay). */
function isElsewhere(puts: readonly Put[], sources: ReadonlyMap<number, SourceState>): boolean {
  const asPart = puts.filter(({ type, isPacked }) => type === 'AssociationEvent' || !isPacked)
  if (new Set(asPart.map(({ parent }) => parent)).size > 1) return true
  const kits = asPart.filter(({ type }) => type === 'AggregationEvent')
  const packed = puts.filter((put) => !asPart.includes(put))
  return kits.some((kit) => packed.some((put) => widened(put, sources).to >= widened(kit, sources).from))
}
