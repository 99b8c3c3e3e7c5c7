import { groupMakings } from '../../../../views/genealogy/index.ts'
import type { History } from '../basis/history.ts'
import type { Standing } from '../basis/standing.ts'

export type Line = { readonly object: string; readonly quantity: string | null; readonly uom: string | null; readonly event: Standing }
export type Need = { readonly part: string; readonly quantity: string; readonly uom: string | null }

/** One transformation, or all of one source with one transformationID, with what others tell as well (§2, §3). */
export type Making = {
  readonly events: readonly Standing[]
  readonly inputs: readonly Line[]
  readonly outputs: readonly Line[]
  readonly pools: boolean
  readonly renames: boolean
  /** What one unit of output needs, by product. */
  readonly recipe: ReadonlyMap<string, Need>
  /** Product of a substitute → product that it replaces, here. */
  readonly substitutes: ReadonlyMap<string, string>
  /** BOM position of an input. */
  readonly positions: ReadonlyMap<string, string>
  /** Which inputs an output took, where stated by a fact that nothing speaks against. */
  readonly takes: ReadonlyMap<string, ReadonlySet<string>>
  /** Inputs of which it is stated who took them. */
  readonly taken: ReadonlySet<string>
  /** It yields one unit: every input is in it. */
  readonly single: boolean
  /** Instances go in and come out again under their names. */
  readonly passesThrough: boolean
  /** Products that the recipe needs and of which no input is told (§3). A container among the inputs may hold them. */
  readonly unstated: readonly string[]
}

export function collectMakings(events: readonly Standing[], objects: History['objects']): Making[] {
  const makings = events.filter(({ type }) => type === 'TransformationEvent')
  const joined = Map.groupBy(makings, ({ transformation, index }) => transformation ?? index)
  return [...joined.values()].flatMap((told) => groupMakings(told, ({ sources }) => sources)).map((group) => makingOf(group, objects))
}

function makingOf(events: readonly Standing[], objects: History['objects']): Making {
  const lines = (role: 'input' | 'output'): Line[] =>
    events.flatMap((event) =>
      event.parts.filter((part) => part.role === role).map(({ object, quantity, uom }) => ({ object, quantity, uom, event })),
    )
  const inputs = lines('input')
  const outputs = lines('output')
  const made = new Set(outputs.map(({ object }) => object))
  const recipe = new Map(events.flatMap(({ details }) => (details.recipe ?? []).map((need) => [need.part, need] as const)))
  const substitutes = substitutesOf(events)
  const takes = new Map<string, Set<string>>()
  for (const { details, doubtful } of events) {
    if (doubtful) continue
    for (const one of details.takes ?? []) takes.set(one.output, new Set([...(takes.get(one.output) ?? []), ...one.inputs]))
  }
  return {
    events,
    inputs,
    outputs,
    pools: events.some(({ details }) => details.pools === true),
    renames: events.some(({ details }) => details.renamed === true),
    recipe,
    substitutes,
    positions: new Map(events.flatMap(({ details }) => (details.positions ?? []).map(({ id, position }) => [id, position] as const))),
    takes,
    taken: new Set([...takes.values()].flatMap((own) => [...own])),
    single: isSingle(outputs, objects),
    passesThrough: inputs.some(({ object }) => (objects.get(object)?.kind ?? 'instance') === 'instance' && made.has(object)),
    unstated: unstatedIn({ inputs, recipe, substitutes }, objects),
  }
}

export const substitutesOf = (events: readonly Standing[]): Map<string, string> =>
  new Map(events.flatMap(({ details }) => (details.substitutes ?? []).map(({ part, replaces }) => [part, replaces] as const)))

function isSingle(outputs: readonly Line[], objects: History['objects']): boolean {
  const [first, ...others] = outputs
  if (first === undefined || others.length > 0) return false
  return objects.get(first.object)?.kind === 'instance' || (first.quantity === '1' && first.uom === null)
}

/** The product that an input counts as: its own, or the one that it replaces here. */
export function productOf(making: Pick<Making, 'substitutes'>, object: string, objects: History['objects']): string | null {
  const facts = objects.get(object)
  const product = facts?.kind === 'class' ? object : (facts?.product ?? null)
  return product === null ? null : (making.substitutes.get(product) ?? product)
}

function unstatedIn(making: Pick<Making, 'inputs' | 'recipe' | 'substitutes'>, objects: History['objects']): string[] {
  if (making.recipe.size === 0 || making.inputs.some(({ object }) => objects.get(object)?.kind === 'carrier')) return []
  const stated = new Set(making.inputs.map(({ object }) => productOf(making, object, objects)))
  return [...making.recipe.keys()].filter((part) => !stated.has(part))
}
