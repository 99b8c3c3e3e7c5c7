import { parseEnvelope, selectFactsAt } from '../../../record/index.ts'
import { selectProductTerms, selectSourceTerms } from '../../../registry/terms/index.ts'
import type { Asking } from '../asking.ts'
import { judgeSilence } from '../completeness.ts'
import type { Found, Question } from '../model.ts'
import { byNumber } from '../rules/basis/collections.ts'
import { productsOf } from '../rules/completeness/granularity.ts'
import { type Changed, differ, factsTouching, type ScopeDifference, type Seen } from '../rules/difference.ts'
import { namesOfMet } from './met.ts'
import { namedIn } from './named.ts'
import { walkScope } from './scope.ts'

/** A fact recorded in between that touches either answer. `objects`: of these answers, what it names. */
export type FactBetween = {
  readonly event: number
  /** null, as `source` and `recordedAt`: its envelope cannot be read. */
  readonly kind: string | null
  readonly source: string | null
  readonly recordedAt: string | null
  readonly objects: readonly string[]
}

export type DifferenceValue = ScopeDifference & {
  readonly of: 'forward' | 'backward'
  readonly since: { readonly index: number; readonly moment: string | null }
  readonly facts: readonly FactBetween[]
}

/** `difference`: what was learned between two sizes of the log: the scope then and now, and which facts of that time touch it (§1, §8 case 4). */
export async function askDifference(asking: Asking, question: Question): Promise<Found<DifferenceValue>> {
  const { since, of = 'forward' } = question
  if (since === undefined || !('index' in since)) throw new TypeError('a difference is asked since an index')
  const then = asking.at(since.index)
  const before = await look(then, question, of)
  const after = await look(asking, question, of)
  for (const condition of then.conditions) {
    // What nobody had named yet is what a difference may tell.
    if (condition.code === 'seed-unknown' || condition.code === 'condition-unmet') continue
    asking.note(condition)
    if (condition.code === 'walk-bounded') asking.coverage.bound(condition.events, condition.objects)
  }
  asking.leave(...then.unchecked)
  const touched = new Set([...before.named, ...after.named])
  const touching = factsTouching(after.seen.history, touched, since.index)
  for (const [fact, objects] of await termsBetween(asking, since.index, after)) touching.set(fact, objects)
  for (const { event, object } of [...before.seen.gaps, ...after.seen.gaps]) {
    if (event !== undefined && event >= since.index && !touching.has(event)) touching.set(event, object === undefined ? [] : [object])
  }
  const difference = differ(before.seen, after.seen, touching)
  const value: DifferenceValue = {
    of,
    since: { index: since.index, moment: await then.moment() },
    ...(question.onlyCertain ? certainOnly(difference) : difference),
    facts: await describe(asking, touching),
  }
  return { value, gaps: after.gaps }
}

type Looked = { readonly seen: Seen; readonly named: readonly string[]; readonly gaps: Seen['gaps']; readonly products: readonly string[] }

async function look(asking: Asking, question: Question, of: 'forward' | 'backward'): Promise<Looked> {
  const asked = of === 'backward' ? await namesOfMet(asking, question) : question
  const { read, seed, evaluated, gaps } = await walkScope(asking, { ...asked, ask: of })
  const named = namedIn(seed, evaluated.value)
  const silence = judgeSilence(await asking.sources()).gaps
  return {
    seen: { history: read.history, value: evaluated.value, gaps: [...gaps, ...silence], reasons: evaluated.reasons() },
    named,
    gaps,
    products: productsOf(read.history, new Set(named)),
  }
}

/** What was declared in between of sources, and of products of the scope: gaps open and close by it. */
async function termsBetween({ transaction, index }: Asking, since: number, { products }: Looked): Promise<[number, string[]][]> {
  const sources = await selectSourceTerms(transaction, index)
  const declared = await selectProductTerms(transaction, products, index)
  return [
    ...[...sources.values()].map(({ index: fact }): [number, string[]] => [fact, []]),
    ...[...declared].map(([product, { index: fact }]): [number, string[]] => [fact, [product]]),
  ].filter(([fact]) => fact >= since)
}

const part = 1_000

async function describe({ transaction }: Asking, touching: ReadonlyMap<number, readonly string[]>): Promise<FactBetween[]> {
  const indexes = [...touching.keys()].sort(byNumber)
  const facts: FactBetween[] = []
  for (let at = 0; at < indexes.length; at += part) {
    for (const { index, envelopeBytes } of await selectFactsAt(transaction, indexes.slice(at, at + part))) {
      const read = parseEnvelope(envelopeBytes)
      const { kind, source, recordedAt } = read.ok ? read.value : { kind: null, source: null, recordedAt: null }
      facts.push({ event: index, kind, source: source?.system ?? null, recordedAt, objects: touching.get(index) ?? [] })
    }
  }
  return facts
}

/** What was certain, or is. */
function certainOnly(difference: ScopeDifference): ScopeDifference {
  const sure = <One extends Changed>(list: readonly One[]): One[] => list.filter(({ from, to }) => from === 'certain' || to === 'certain')
  const { entered, left, changed, carriers, consignees, shipments, origins, gaps } = difference
  return {
    entered: sure(entered),
    left: sure(left),
    changed: sure(changed),
    carriers: sure(carriers),
    consignees: sure(consignees),
    shipments: sure(shipments),
    origins: sure(origins),
    gaps,
  }
}
