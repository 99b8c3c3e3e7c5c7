import { certain, isBefore, overlap } from '../basis/moment.ts'
import { isReceiving } from '../basis/words.ts'
import type { Places } from '../chart/places.ts'
import { after, keyOf, momentOf, type Situation, type Word } from './states.ts'

/** By `keyOf`; the empty key: nothing is told of it. */
type Worlds = Map<string, Situation | undefined>

const add = (worlds: Worlds, situation: Situation | undefined): void => {
  const key = situation === undefined ? '' : `${keyOf(situation)} ${situation.isLent} ${situation.former} ${situation.isDelivered}`
  if (!worlds.has(key)) worlds.set(key, situation)
}

/**
 * How a thing may stand after these words, in every order that their times leave open. `words` in order of occurrence.
 * More than one: no fact says which. Empty: nothing is told of it.
 */
export function foldWords(words: readonly Word[], places: Places): Situation[] {
  let worlds: Worlds = new Map([['', undefined]])
  for (const cluster of clustersOf(words))
    worlds = isOrdered(cluster) ? inOrder(worlds, cluster, places) : inAnyOrder(worlds, cluster, places)
  const told = [...worlds.values()].filter((situation) => situation !== undefined)
  return [...new Map(told.map((situation) => [keyOf(situation), situation])).values()]
}

/** Words whose times overlap, directly or through others, stand together. */
function clustersOf(words: readonly Word[]): Word[][] {
  const clusters: Word[][] = []
  let until = Number.NEGATIVE_INFINITY
  const ordered = words.map((word) => ({ word, at: momentOf(word.event) })).sort((left, right) => left.at.from - right.at.from)
  for (const { word, at } of ordered) {
    const last = clusters.at(-1)
    if (last === undefined || until < at.from) clusters.push([word])
    else last.push(word)
    until = Math.max(until, at.to)
  }
  for (const cluster of clusters) cluster.sort((left, right) => (precedes(left, right) ? -1 : precedes(right, left) ? 1 : 0))
  return clusters
}

const isOrdered = (cluster: readonly Word[]): boolean =>
  cluster.every((word, position) => {
    const next = cluster[position + 1]
    return next === undefined || precedes(word, next)
  })

const isBirth = ({ event, part }: Word): boolean => (part === 'epc' && event.action === 'ADD') || part === 'output'
const isDeath = ({ event, part, via }: Word): boolean => part === 'epc' && via === null && event.action === 'DELETE'

/**
 * In every world: by time, or by place in one document told for one time (§1); a thing is added before, and deleted after, whatever else it does
 * (EPCIS 2.0 §7.4.1.2), but for what brings it back.
 */
function precedes(left: Word, right: Word): boolean {
  const [one, other] = [momentOf(left.event), momentOf(right.event)]
  if (isBefore(one, other)) return true
  if (!overlap(one, other)) return false
  if (isBirth(left) !== isBirth(right)) return isBirth(left)
  if (isDeath(right) && !isDeath(left) && !isReceiving(left.event)) return true
  if (isDeath(left) && !isDeath(right) && !isReceiving(right.event)) return false
  const isOneDocument = left.event.document === right.event.document && one.from === other.from && one.to === other.to
  return isOneDocument && left.event.position < right.event.position
}

function inOrder(before: Worlds, cluster: readonly Word[], places: Places): Worlds {
  let worlds = before
  for (const word of cluster) {
    const next: Worlds = new Map(word.degree === certain ? [] : worlds)
    for (const situation of worlds.values()) add(next, after(situation, word, places))
    worlds = next
  }
  return worlds
}

/** Any word may have been the last but those that another surely follows. Wider than the worlds: an order of two words may not be that of three. */
function inAnyOrder(before: Worlds, cluster: readonly Word[], places: Places): Worlds {
  const all: Worlds = new Map(before)
  for (let size = -1; size !== all.size; ) {
    size = all.size
    for (const word of cluster) for (const situation of [...all.values()]) add(all, after(situation, word, places))
  }
  // What changes nothing, whenever it happened, says nothing of where it is.
  const telling = cluster.filter((word) => [...all.values()].some((situation) => after(situation, word, places) !== situation))
  const sure = telling.filter(({ degree }) => degree === certain)
  const last: Worlds = new Map(sure.length === 0 ? before : [])
  for (const word of telling) {
    if (sure.some((other) => other !== word && precedes(word, other))) continue
    for (const situation of all.values()) add(last, after(situation, word, places))
  }
  return last
}
