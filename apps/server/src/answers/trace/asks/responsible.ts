import { type EpcisEvent, normalizeEvent, prooflineNamespace } from '@proofline/epcis'
import { selectFactsAt } from '../../../record/index.ts'
import type { Asking, Read } from '../asking.ts'
import type { Found, Question } from '../model.ts'
import { sortedTexts } from '../rules/basis/collections.ts'
import { settle } from '../rules/basis/standing.ts'
import type { Direction } from '../rules/evaluate.ts'
import { factsBehind, type Responsible, responsibleFor } from '../rules/responsible.ts'
import { namesOfMet } from './met.ts'
import { concernedBy } from './named.ts'
import { type Walked, walkBackward, walkForward } from './walks.ts'

/** Who and what stands behind the relations of each walk. */
export type ResponsibleValue = { readonly forward: readonly Responsible[]; readonly backward: readonly Responsible[] }

/** `responsible`: steps, places, equipment, persons, documents and systems behind every relation walked, both ways (§6). */
export async function askResponsible(asking: Asking, question: Question): Promise<Found<ResponsibleValue>> {
  const forward = await behind(asking, 'forward', await walkForward(asking, question))
  const backward = await behind(asking, 'backward', await walkBackward(asking, await namesOfMet(asking, question)))
  return { value: { forward: forward.responsible, backward: backward.responsible }, gaps: [...forward.gaps, ...backward.gaps] }
}

async function behind(asking: Asking, direction: Direction, { read, seed, evaluated, unseen }: Walked) {
  const { value, gaps } = evaluated
  const concerned = concernedBy(seed, value)
  const { certain, possible } = value.carriers
  const carriers = new Set([...certain, ...possible].filter((carrier) => !seed.includes(carrier)))
  // A container on the way back is told by what went in, not by what else became of it.
  const touched = new Set(direction === 'forward' ? concerned : concerned.filter((object) => !carriers.has(object)))
  const chart = { objects: read.history.objects, settled: settle(read.history) }
  const equipment = await equipmentOf(asking, factsBehind(chart, direction, touched))
  const responsible = responsibleFor(chart, direction, touched, equipment, sourcesOf(read))
  return { responsible, gaps: [...gaps, ...unseen] }
}

const sourcesOf = ({ history }: Read): Map<number, string> => new Map(history.events.map(({ index, source }) => [index, source]))

const part = 1_000

/** Equipment and devices stand in the facts only, read part by part; of an erased one, nothing. */
async function equipmentOf({ transaction }: Asking, facts: readonly number[]): Promise<Map<number, readonly string[]>> {
  const found = new Map<number, readonly string[]>()
  for (let at = 0; at < facts.length; at += part) {
    for (const { index, body } of await selectFactsAt(transaction, facts.slice(at, at + part))) {
      if (body !== null) found.set(index, equipmentIn(JSON.parse(body.toString('utf8'))))
    }
  }
  return found
}

/** `proofline:equipment`, a text or several, and what measured. */
export function equipmentIn(told: EpcisEvent): string[] {
  const { extensions, sensors } = normalizeEvent(told)
  const equipment = extensions[`${prooflineNamespace}equipment`]
  const named = (Array.isArray(equipment) ? equipment : [equipment]).filter((one) => typeof one === 'string')
  const devices = sensors.flatMap(({ metadata, reports }) => [metadata, ...reports].flatMap(({ deviceID }) => deviceID?.uri ?? []))
  return sortedTexts([...named, ...devices])
}
