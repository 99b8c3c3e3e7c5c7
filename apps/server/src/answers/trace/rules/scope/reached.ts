import { addTo } from '../basis/collections.ts'
import { addSpan, certain, type Degree, degreeAt, greater, lesser, type Moment, none, possible, type Span } from '../basis/moment.ts'
import type { Batch } from '../chart/batches.ts'

/** Why something is in scope: the facts of the last step, and what it came from. `from` undefined: it is a seed. */
export type Cause = { readonly facts: readonly number[]; readonly from: string | undefined }

/** What is known to be in scope so far. It only grows, so that the order in which rules are applied makes no difference. */
export class Reached {
  readonly spans = new Map<string, Span[]>()
  /** Of the spans, those that are not owed to a part that is in it. */
  readonly inherent = new Map<string, Span[]>()
  readonly batches = new Map<Batch, Degree>()
  /** Some of a lot is affected from then on, whichever of its batches it is of. */
  readonly exposures = new Map<string, Span[]>()
  readonly seeds = new Set<string>()
  readonly lots = new Map<string, Degree>()
  readonly byProduct = new Map<string, Set<string>>()
  readonly membersOf = new Map<string, Set<string>>()
  /** By product: of units whose lot no fact tells, the spans that are not owed to a lot that they may be of. */
  readonly byItself = new Map<string, Map<string, Span[]>>()
  readonly #causes: { readonly [Reached in Degree]: Map<string, Cause> } = {
    [none]: new Map(),
    [possible]: new Map(),
    [certain]: new Map(),
  }

  addSpan(object: string, span: Span, cause: Cause): boolean {
    const spans = this.spans.get(object) ?? []
    if (!addSpan(spans, span)) return false
    this.spans.set(object, spans)
    this.#note(object, span.degree, cause)
    return true
  }

  addInherent(object: string, span: Span): boolean {
    const spans = this.inherent.get(object) ?? []
    if (!addSpan(spans, span)) return false
    this.inherent.set(object, spans)
    return true
  }

  addByItself(product: string, object: string, span: Span): boolean {
    const units = this.byItself.get(product) ?? new Map<string, Span[]>()
    const spans = units.get(object) ?? []
    if (!addSpan(spans, span)) return false
    this.byItself.set(product, units.set(object, spans))
    return true
  }

  /** Whatever lot it is of, it is possible at any time, and was made so. */
  isOpenForGood(object: string): boolean {
    return (this.inherent.get(object) ?? []).some(
      ({ start, end }) => start.to === Number.NEGATIVE_INFINITY && end.from === Number.POSITIVE_INFINITY,
    )
  }

  addBatch(batch: Batch, degree: Degree, cause: Cause): boolean {
    if ((this.batches.get(batch) ?? none) >= degree) return false
    this.batches.set(batch, degree)
    this.#noteLot(batch.lot, degree, cause)
    return true
  }

  addExposure(lot: string, span: Span, cause: Cause): boolean {
    const spans = this.exposures.get(lot) ?? []
    if (!addSpan(spans, span)) return false
    this.exposures.set(lot, spans)
    this.#noteLot(lot, span.degree, cause)
    return true
  }

  /** Some of a lot is in scope: told, not yet where it may be. */
  meet(lot: string, cause: Cause): void {
    this.#noteLot(lot, possible, cause)
  }

  #noteLot(lot: string, degree: Degree, cause: Cause): void {
    this.lots.set(lot, greater(this.lots.get(lot) ?? none, degree))
    this.#note(lot, degree, cause)
  }

  seed(object: string): void {
    this.seeds.add(object)
    this.#note(object, certain, { facts: [], from: undefined })
  }

  index(object: string, product: string | null, lots: Iterable<string>): void {
    if (product !== null) addTo(this.byProduct, product, object)
    for (const lot of lots) addTo(this.membersOf, lot, object)
  }

  spansOf(object: string): readonly Span[] {
    return this.spans.get(object) ?? noSpans
  }

  thingAt(object: string, at: Moment, contested: boolean): Degree {
    const degree = degreeAt(this.spansOf(object), at)
    return contested ? lesser(degree, possible) : degree
  }

  has(object: string): boolean {
    return this.seeds.has(object) || this.spans.has(object) || this.lots.has(object)
  }

  causeOf(object: string, degree: Degree): Cause | undefined {
    const causes = this.#causes
    return causes[degree].get(object) ?? causes[certain].get(object) ?? causes[possible].get(object)
  }

  /** The first cause of each degree is kept: it is older than anything that follows from it, so that chains of causes end at a seed. */
  #note(object: string, degree: Degree, cause: Cause): void {
    const causes = this.#causes[degree]
    if (!causes.has(object)) causes.set(object, cause)
  }
}

const noSpans: readonly Span[] = []
