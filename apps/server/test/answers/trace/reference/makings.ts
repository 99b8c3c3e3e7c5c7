import { canonicalUri, flag, inputsIn, isStep, listOf, type Named, outputsIn, uriOf } from './objects.ts'
import type { Happening } from './standing.ts'
import type { Span } from './time.ts'

export type Input = Named & { readonly by: Happening; readonly time: Span }
export type Output = Named & { readonly by: Happening; readonly time: Span }
export type RecipeLine = { readonly product: string; readonly quantity: number; readonly by: Happening }

/** One transformation, or all that one source joined by one transformationID, and what another tells as well: made-from and renamed (§2). */
export type Making = {
  readonly inputs: readonly Input[]
  readonly outputs: readonly Output[]
  readonly pools: boolean
  /** All that it yields is one unit: every input is in it. */
  readonly yieldsOne: boolean
  /** Product → the product that it replaces in this making. */
  readonly substitutes: ReadonlyMap<string, string>
  /** Input → its positions. */
  readonly positions: ReadonlyMap<string, readonly string[]>
  readonly recipe: readonly RecipeLine[]
  /** Input → the outputs that took it, where the step says so. */
  readonly takers: ReadonlyMap<string, ReadonlySet<string>>
}

export function readMakings(happenings: readonly Happening[]): Making[] {
  const groups: Happening[][] = []
  for (const happening of happenings.filter(({ event }) => event.type === 'TransformationEvent')) {
    const joined = groups.filter((group) => group.some((other) => areJoined(happening, other)))
    for (const group of joined) groups.splice(groups.indexOf(group), 1)
    groups.push([...joined.flat(), happening])
  }
  return groups.map(readMaking)
}

const areJoined = (one: Happening, other: Happening): boolean =>
  one.event.transformationID !== null &&
  one.event.transformationID === other.event.transformationID &&
  one.sources.some((source) => other.sources.includes(source))

function readMaking(happenings: readonly Happening[]): Making {
  const outputs = happenings.flatMap((by) => outputsIn(by.event).map((named) => ({ ...named, by, time: by.time })))
  const strong = happenings.filter(({ weak }) => !weak)
  return {
    inputs: happenings.flatMap((by) => inputsIn(by.event).map((named) => ({ ...named, by, time: by.time }))),
    outputs,
    pools: strong.some(({ event }) => flag(event, 'pools') === true),
    yieldsOne: isOneUnit(outputs),
    substitutes: readSubstitutes(happenings),
    positions: readPositions(strong),
    recipe: happenings.flatMap(readRecipe),
    takers: readTakers(strong),
  }
}

/** One thing, or one piece of a lot: a kilogram is no unit. */
function isOneUnit(outputs: readonly Output[]): boolean {
  const [output, ...others] = outputs
  return output !== undefined && others.length === 0 && output.quantity === 1 && ['EA', 'H87', 'C62', null].includes(output.uom)
}

export function readSubstitutes(happenings: readonly Happening[]): Map<string, string> {
  const substitutes = happenings.flatMap(({ event }) => listOf(event, 'substitutes'))
  return new Map(substitutes.map(({ part, replaces }) => [uriOf(part), uriOf(replaces)]))
}

function readPositions(happenings: readonly Happening[]): Map<string, string[]> {
  const positions = new Map<string, string[]>()
  for (const { id, position } of happenings.flatMap(({ event }) => listOf(event, 'positions'))) {
    positions.set(uriOf(id), [...(positions.get(uriOf(id)) ?? []), String(position)])
  }
  return positions
}

export function readRecipe(by: Happening): RecipeLine[] {
  return listOf(by.event, 'recipe').map(({ part, quantity }) => ({ product: uriOf(part), quantity: Number(quantity), by }))
}

function readTakers(happenings: readonly Happening[]): Map<string, Set<string>> {
  const takers = new Map<string, Set<string>>()
  for (const { output, inputs } of happenings.flatMap(({ event }) => listOf(event, 'takes'))) {
    for (const input of Array.isArray(inputs) ? (inputs as string[]).map(canonicalUri) : []) {
      takers.set(input, (takers.get(input) ?? new Set()).add(uriOf(output)))
    }
  }
  return takers
}

export const isRenaming = ({ event }: Happening): boolean => flag(event, 'relation') === 'renamed' || isStep(event, 'repackaging')
