import { type Chart, kindIn } from './chart.ts'
import type { Making } from './makings.ts'
import { mayComeFrom } from './origins.ts'
import { lotsOfUntold, untoldOf } from './untold.ts'

/**
 * The widest reading: time, quantity, stated shares and refutations are ignored, and members count like their lot. Whatever is reached only by it is
 * excluded, with reasons (§0); whatever it does not reach is absent. `asMember`: it is reached as a unit of some lot, no fact telling of which: its
 * other lots have nothing to do with that.
 */
export type Step = { readonly to: string; readonly facts: readonly number[]; readonly asMember?: boolean }

const factsOf = (making: Making): number[] => making.events.flatMap(({ facts }) => facts)

/** What lies or lay in a container, at any time and depth. */
export function everIn(chart: Chart, container: string, seen: Set<string> = new Set()): Set<string> {
  for (const { child } of chart.staysIn.get(container) ?? []) {
    if (seen.has(child)) continue
    seen.add(child)
    if (kindIn(chart, child) === 'carrier') everIn(chart, child, seen)
  }
  return seen
}

/** The containers that an object ever lay in, at every height. */
export function everAround(chart: Chart, object: string, seen: Set<string> = new Set()): Set<string> {
  for (const { parent, kind } of chart.staysOf.get(object) ?? []) {
    if (kind !== 'packed' || seen.has(parent)) continue
    seen.add(parent)
    everAround(chart, parent, seen)
  }
  return seen
}

/** Under what a quantity that it may be in can be told: its own name, its lots, those that it may be of, its product. */
function namesOf(chart: Chart, object: string, asMember: boolean): string[] {
  const product = chart.objects.get(object)?.product ?? null
  const perhaps = asMember ? [] : lotsOfUntold(chart, object)
  return [object, ...(chart.lotsOf.get(object) ?? []), ...perhaps, ...(product === null ? [] : [product])]
}

/**
 * One step on from an object. A member may be in any quantity of its lot, without being the lot or another member; what is told by product alone
 * may be any lot of it.
 */
export function stepsFrom(chart: Chart, object: string, asMember = false): Step[] {
  const steps: Step[] = []
  const product = chart.objects.get(object)?.product ?? null
  const names = namesOf(chart, object, asMember)
  const makings = names.flatMap((name) => [name, ...everAround(chart, name)].flatMap((one) => chart.makingsFrom.get(one) ?? []))
  for (const making of [...makings, ...(product === null ? [] : (chart.makingsWanting.get(product) ?? []))]) {
    for (const line of making.outputs) steps.push({ to: line.object, facts: factsOf(making) })
  }
  for (const name of names) {
    for (const { kind, parent, facts } of chart.staysOf.get(name) ?? []) if (kind === 'part') steps.push({ to: parent, facts })
  }
  for (const stay of chart.staysIn.get(object) ?? []) if (mayComeFrom(chart, stay)) steps.push({ to: stay.child, facts: stay.facts })
  for (const member of chart.membersOf.get(object) ?? []) steps.push({ to: member, facts: noFacts })
  for (const unit of untoldOf(chart, object)) steps.push({ to: unit, facts: noFacts, asMember: true })
  return steps
}

const noFacts: readonly number[] = []

/**
 * One step back: the same relations the other way; of what is told by product alone, nothing is named. `taken`: inputs that need not be taken again,
 * for what they lead to is the same wherever they went in.
 */
export function stepsTo(chart: Chart, object: string, asMember = false, taken: Set<string> = new Set()): Step[] {
  const steps: Step[] = []
  const step = (to: string): void => {
    steps.push({ to, facts: noFacts })
  }
  const on = (from: string): void => {
    if (taken.has(from)) return
    taken.add(from)
    for (const one of [from, ...(chart.membersOf.get(from) ?? [])]) step(one)
    for (const unit of untoldOf(chart, from)) steps.push({ to: unit, facts: noFacts, asMember: true })
  }
  for (const making of chart.makingsOf.get(object) ?? []) {
    for (const { object: input } of making.inputs) {
      on(input)
      if (kindIn(chart, input) === 'carrier') for (const content of everIn(chart, input)) on(content)
    }
  }
  for (const { kind, child } of chart.staysIn.get(object) ?? []) if (kind === 'part') on(child)
  for (const stay of chart.staysOf.get(object) ?? []) if (mayComeFrom(chart, stay)) step(stay.parent)
  for (const lot of chart.lotsOf.get(object) ?? []) step(lot)
  if (!asMember) for (const lot of lotsOfUntold(chart, object)) step(lot)
  return steps
}

/** Everything that steps lead to, seeds included; containers that are seeds stand for what was in them. */
export function closure(
  chart: Chart,
  seeds: readonly string[],
  next: (object: string, asMember: boolean) => Iterable<Pick<Step, 'to' | 'asMember'>>,
  seedMembers: readonly string[] = [],
): Set<string> {
  const reached = new Set(seeds)
  for (const seed of seeds) if (kindIn(chart, seed) === 'carrier') for (const content of everIn(chart, seed)) reached.add(content)
  const members = new Set(seedMembers)
  const waiting = [
    ...[...reached].map((to): { to: string; asMember: boolean } => ({ to, asMember: false })),
    ...seedMembers.map((to) => ({ to, asMember: true })),
  ]
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const { to, asMember = false } of next(one.to, one.asMember)) {
      const known = asMember ? members : reached
      if (reached.has(to) || known.has(to)) continue
      known.add(to)
      waiting.push({ to, asMember })
    }
  }
  for (const member of members) reached.add(member)
  return reached
}

/** All that `stepsFrom` leads to, again and again. What steps from a name is taken once, however many members share it. */
export function closureForward(chart: Chart, seeds: readonly string[]): Set<string> {
  const names = new Set<string>()
  const makings = new Set<Making>()
  return closure(chart, seeds, (object, asMember) => {
    const steps: Pick<Step, 'to' | 'asMember'>[] = []
    const take = (making: Making): void => {
      if (makings.has(making)) return
      makings.add(making)
      for (const { object: to } of making.outputs) steps.push({ to })
    }
    const product = chart.objects.get(object)?.product ?? null
    for (const name of namesOf(chart, object, asMember)) {
      if (names.has(name)) continue
      names.add(name)
      for (const making of chart.makingsFrom.get(name) ?? []) take(making)
      for (const around of everAround(chart, name)) for (const making of chart.makingsFrom.get(around) ?? []) take(making)
      for (const { kind, parent: to } of chart.staysOf.get(name) ?? []) if (kind === 'part') steps.push({ to })
    }
    if (product !== null) for (const making of chart.makingsWanting.get(product) ?? []) take(making)
    for (const stay of chart.staysIn.get(object) ?? []) if (mayComeFrom(chart, stay)) steps.push({ to: stay.child })
    for (const to of chart.membersOf.get(object) ?? []) steps.push({ to })
    for (const to of untoldOf(chart, object)) steps.push({ to, asMember: true })
    return steps
  })
}

/** `seedMembers`: units that may be of the seeds, no fact telling of which lot they are. */
export function closureBackward(chart: Chart, seeds: readonly string[], seedMembers: readonly string[]): Set<string> {
  const taken = new Set<string>()
  return closure(chart, seeds, (object, asMember) => stepsTo(chart, object, asMember, taken), seedMembers)
}

/** What the values of these depend on: also what members made by their own names are made of, which may keep their lot from being certain. */
export function closureOfValues(chart: Chart, seeds: readonly string[], seedMembers: readonly string[]): Set<string> {
  const taken = new Set<string>()
  const next = (object: string, asMember: boolean): Step[] => {
    const steps = stepsTo(chart, object, asMember, taken)
    for (const { kind, outputs } of [...(chart.batches.get(object) ?? []), ...untoldBatches(chart, object)])
      if (kind === 'apart') for (const line of outputs) steps.push({ to: line.object, facts: noFacts, asMember: true })
    return steps
  }
  return closure(chart, seeds, next, seedMembers)
}

const untoldBatches = (chart: Chart, lot: string) =>
  untoldOf(chart, lot).size === 0 ? [] : (chart.untold.made.get(chart.objects.get(lot)?.product ?? '') ?? [])
