import type { Input, Making } from './makings.ts'
import type { Named } from './objects.ts'
import { refutedBy } from './refutations.ts'
import type { Mode, Scope } from './scope.ts'
import { contentsAt, isCarrier } from './stays.ts'
import { covers, meets, overlap, type Span, surelyBefore } from './time.ts'
import { productIn, unstatedProducts } from './unstated.ts'

/** Until when what an output was made of stays in it (a part can be taken out again). */
export type Answered = { readonly to: number }

export type Asked = {
  readonly making: number
  readonly output: number
  readonly mode: Mode
  /** Asked for one member of the lot that the making yields. */
  readonly member?: string
  readonly lot?: string
}

/** An input as it stands for one output: what it may be, and what holds of it. */
type Part = {
  readonly id: string
  readonly group: string
  /** The step states that this very output took it. */
  readonly stated: boolean
  /** In all worlds an input of this output: told by an uncontested fact, surely not later than the output. */
  readonly present: boolean
  readonly affected: boolean
  readonly to: number
}

const unending = Number.POSITIVE_INFINITY

/** The value of one output of one making (§3, making): how long it is affected; empty: it is not. */
export function evaluateOutput(scope: Scope, asked: Asked): Answered[] {
  const making = scope.history.makings[asked.making]
  const output = making?.outputs[asked.output]
  if (making === undefined || output === undefined) return []
  const parts = making.inputs.flatMap((input) => partsOf(scope, asked, making, input))
  if (asked.mode === 'may') {
    const reached = parts.filter(({ affected }) => affected).map(({ to }) => ({ to }))
    return unstatedMay(scope, asked, making) ? [...reached, { to: unending }] : reached
  }
  if (output.by.weak) return []
  const groups = Map.groupBy(parts, ({ group }) => group)
  return [...groups.values()].flatMap((group) => mustOf(group, making))
}

/** All of the group, or any of it where the step pools, yields one unit, or states that this output took it. */
function mustOf(group: readonly Part[], making: Making): Answered[] {
  const affected = group.filter((part) => part.affected && part.present)
  if (making.pools || making.yieldsOne) return affected.map(({ to }) => ({ to }))
  const stated = affected.filter((part) => part.stated).map(({ to }) => ({ to }))
  if (affected.length === 0 || !group.every((part) => part.affected)) return stated
  return [...stated, { to: Math.min(...group.map(({ to }) => to)) }]
}

function partsOf(scope: Scope, asked: Asked, making: Making, input: Input): Part[] {
  const output = making.outputs[asked.output]
  if (output === undefined || surelyBefore(output.time, input.time)) return []
  const takers = making.takers.get(input.id)
  const taker = asked.member ?? output.id
  if (takers !== undefined && !takers.has(taker) && !takers.has(output.id)) return []
  if (isItself(making, input, output.id) || input.id === asked.lot) return []
  const { packed } = scope.history.stays
  const inside: { named: Named; sure: boolean; left: Span }[] = isCarrier(input, packed)
    ? contentsAt(input.id, input.by, packed).map(({ named, sure, packedAt }) => ({ named, sure, left: packedAt }))
    : [{ named: input, sure: true, left: input.time }]
  return inside.flatMap(({ named, sure, left }) => {
    if (asked.member !== undefined && asked.lot !== undefined && refutedBy(scope.history, making, named, asked.member).length > 0) return []
    return groupsOf(making, named).map((group) => ({
      id: named.id,
      group,
      stated: takers !== undefined,
      present: sure && !input.by.weak && (input.by === output.by || surelyBefore(input.time, output.time)),
      affected: isAffected(scope, asked.mode, named, left, input),
      to: named.kind === 'instance' ? endOf(scope, asked.mode, named.id, output.id) : unending,
    }))
  })
}

/** An instance that goes in and comes out is that unit again (rework): it goes into no other one, and nothing is added by itself. */
const isItself = (making: Making, input: Input, output: string): boolean =>
  input.kind === 'instance' && (input.id === output || making.outputs.some(({ id }) => id === input.id))

function isAffected(scope: Scope, mode: Mode, named: Named, left: Span, input: Input): boolean {
  if (named.kind === 'lot') return scope.portion(named.id, left, input.by, mode)
  if (named.kind === 'class') return mode === 'may' && anyOfProduct(scope, named.id, input.time)
  const spans = scope.instance(named.id)[mode]
  return mode === 'may' ? meets(spans, input.time) : covers(spans, input.time)
}

/** By BOM position where every input of the product has one, else by product; a substitute counts as what it replaces. */
function groupsOf(making: Making, named: Named): string[] {
  const product = productIn(making, named)
  const same = making.inputs.filter((input) => productIn(making, input) === product)
  const positions = making.positions.get(named.id)
  return positions !== undefined && same.every(({ id }) => making.positions.has(id))
    ? positions.map((one) => `position ${one}`)
    : [`product ${product}`]
}

/** DELETE of an instance also ends its made-from into that parent (§2). */
function endOf(scope: Scope, mode: Mode, part: string, whole: string): number {
  const ends = scope.history.happenings.filter(
    ({ event, weak }) =>
      event.type === 'AssociationEvent' &&
      event.action === 'DELETE' &&
      event.parent?.uri === whole &&
      (event.children.some(({ uri }) => uri === part) || (event.children.length === 0 && event.childQuantities.length === 0)) &&
      (mode === 'must' || !weak),
  )
  return Math.min(...ends.map(({ time }) => (mode === 'may' ? time.to : time.from - 1)))
}

/** The recipe needs a product of which no input is stated: it may have been any in scope that was there (§3). */
function unstatedMay(scope: Scope, asked: Asked, making: Making): boolean {
  const output = making.outputs[asked.output]
  return output !== undefined && unstatedProducts(making).some((product) => anyOfProduct(scope, product, output.time))
}

/** Something in scope of a product, not surely of later than `time` (refutation b); the seeds are of any time. */
export function anyOfProduct(scope: Scope, product: string, time: Span): boolean {
  return [...scope.history.objects.values()].some((named) => {
    if (named.product !== product || named.kind === 'class') return false
    if (named.kind === 'instance') return meets(scope.instance(named.id).may, time)
    if (scope.seeds.has(named.id)) return true
    return scope
      .birthsOf(named.id)
      .some((birth) => scope.birth(birth, 'may') && (overlap(birth.time, time) || surelyBefore(birth.time, time)))
  })
}
