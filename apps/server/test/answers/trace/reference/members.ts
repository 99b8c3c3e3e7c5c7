import type { Birth, History } from './history.ts'
import { isStep } from './objects.ts'
import { type Span, surelyBefore } from './time.ts'

/** The makings that a unit came out of without going in: its own birth, more than one of them a contradiction. */
export function ownMakings({ makings }: History, id: string): { making: number; output: number }[] {
  return makings.flatMap(({ inputs, outputs }, making) =>
    outputs.flatMap((one, output) => (one.id === id && !inputs.some((input) => input.id === id) ? [{ making, output }] : [])),
  )
}

/** When a fact first names it, but for the writing of its label: by then it was made. */
export function firstWord({ mentions }: History, id: string): Span {
  const words = (mentions.get(id) ?? []).filter(({ event }) => !isStep(event, 'encoding'))
  return { from: Math.min(...words.map(({ time }) => time.from)), to: Math.min(...words.map(({ time }) => time.to)) }
}

/**
 * The births of its lot that may be the member's own, or tell of it. A unit whose own making is told by a source is none of the quantity
 * that this source tells as made otherwise; a line without a quantity tells what went into units that are told elsewhere, and so may the
 * lines of other sources.
 */
export function birthsOfMember(history: History, member: string, lot: string, candidates: readonly Birth[]): readonly Birth[] {
  const told = ownMakings(history, member)
    .flatMap(({ making, output }) => history.makings[making]?.outputs[output] ?? [])
    .filter(({ by }) => !by.weak)
  if (told.length === 0) return candidates
  const word = firstWord(history, member)
  return (history.births.get(lot) ?? []).filter(({ making, output, by, time }) => {
    if (surelyBefore(word, time) || making === null) return false
    const quantity = history.makings[making]?.outputs[output]?.quantity ?? null
    return quantity === null || !told.some((own) => own.by.sources.some((source) => by.sources.includes(source)))
  })
}

/** A line that tells of units of the lot that are there already: rework, or an output without a quantity. */
export function addsToUnits(history: History, { making, output, lot }: Birth): boolean {
  const told = making === null ? undefined : history.makings[making]
  return told !== undefined && (told.inputs.some(({ id }) => id === lot) || told.outputs[output]?.quantity === null)
}
