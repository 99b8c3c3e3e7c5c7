import type { Gap } from '../basis/answer.ts'
import { byText } from '../basis/collections.ts'
import type { History, ObjectFacts } from '../basis/history.ts'
import { isReceiving, isShipping } from '../basis/words.ts'
import type { Unchecked } from './certificate.ts'
import type { Missing } from './silence.ts'

export type Granularity = 'lot' | 'serial'

/** Products of what an answer names, and classes that it names themselves. */
export function productsOf({ objects }: Pick<History, 'objects'>, named: Iterable<string>): string[] {
  const products = new Set<string>()
  for (const object of named) {
    const facts = objects.get(object)
    const product = facts?.kind === 'class' ? object : (facts?.product ?? null)
    if (product !== null && facts !== undefined && isTraced(facts)) products.add(product)
  }
  return [...products].sort(byText)
}

/** Carriers have classes as well: nobody promises how finely a box is told of. */
const isTraced = ({ kind }: ObjectFacts): boolean => kind === 'class' || kind === 'lot' || kind === 'instance'

/**
 * Told of more coarsely than declared for the product (§7): a lot where units are to be named, a product alone where the lot is. One gap an object,
 * with the first fact that tells it so.
 * @param named objects of the answer; of a class, whatever is told of it concerns each lot of it
 */
export function coarserThanDeclared(history: History, named: Iterable<string>, declared: ReadonlyMap<string, Granularity>): Missing {
  const inAnswer = new Set(named)
  const products = new Set(productsOf(history, inAnswer))
  const first = new Map<string, number>()
  for (const event of history.events) {
    const { index, voidedAt, parts } = event
    if (voidedAt !== null) continue
    for (const { object, role, quantity } of parts) {
      // What is said of a lot as a whole (inspected, released) needs no units: only where some of it goes, or is some of something else.
      const isSome = role !== 'epc' || quantity !== null || isShipping(event) || isReceiving(event)
      if (role === 'named' || !isSome || !isCoarse(history, object, inAnswer, products, declared)) continue
      first.set(object, Math.min(index, first.get(object) ?? Number.POSITIVE_INFINITY))
    }
  }
  const gaps = [...first].map(([object, event]): Gap => ({ code: 'granularity-coarser', object, event }))
  const unchecked = [...products]
    .filter((product) => !declared.has(product))
    .map((object): Unchecked => ({ code: 'granularity-coarser', object }))
  return { gaps, unchecked }
}

function isCoarse(
  { objects }: History,
  object: string,
  inAnswer: ReadonlySet<string>,
  products: ReadonlySet<string>,
  declared: ReadonlyMap<string, Granularity>,
): boolean {
  const facts = objects.get(object)
  if (facts?.kind === 'class') return products.has(object) && declared.has(object)
  return facts?.kind === 'lot' && inAnswer.has(object) && facts.product !== null && declared.get(facts.product) === 'serial'
}
