import type { Answer } from '../model.ts'

/** A list of an answer's value by its path in it: `certain`, `carriers.possible`, `gaps.opened`. */
export type List = { readonly name: string; readonly entries: readonly unknown[] }
/** Every value is some lists, and what stands beside them. */
export type Listed = { readonly head: Readonly<Record<string, unknown>>; readonly lists: readonly List[] }

export const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isGroup = (value: unknown): value is Readonly<Record<string, readonly unknown[]>> =>
  isPlain(value) && Object.keys(value).length > 0 && Object.values(value).every(Array.isArray)

/** In the order of the value, which is the same for the same answer. */
export function listsOf(value: object): Listed {
  const head: Record<string, unknown> = {}
  const lists: List[] = []
  for (const [name, member] of Object.entries(value)) {
    if (Array.isArray(member)) lists.push({ name, entries: member })
    else if (isGroup(member)) for (const [inner, entries] of Object.entries(member)) lists.push({ name: `${name}.${inner}`, entries })
    else head[name] = member
  }
  return { head, lists }
}

/** The lists of the value, then the reasons. Gaps and the certificate are of the answer, and every form tells them by themselves. */
export function listsOfAnswer({ value, reasons }: Answer): Listed {
  const { head, lists } = listsOf(value)
  return { head, lists: reasons === undefined ? lists : [...lists, { name: 'reasons', entries: reasons }] }
}

export const countEntries = (lists: readonly List[]): number => lists.reduce((sum, { entries }) => sum + entries.length, 0)

/** The value with only its entries [from, from + count), counted over all lists in their order: what is on other pages is left out of the lists. */
export function cutValue<Value extends object>(value: Value, from: number, count: number): Value {
  let at = 0
  const cut = (entries: readonly unknown[]): unknown[] => {
    const part = entries.slice(Math.max(0, from - at), Math.max(0, from + count - at))
    at += entries.length
    return part
  }
  const members = Object.entries(value).map(([name, member]): [string, unknown] => {
    if (Array.isArray(member)) return [name, cut(member)]
    if (!isGroup(member)) return [name, member]
    return [name, Object.fromEntries(Object.entries(member).map(([inner, entries]) => [inner, cut(entries)]))]
  })
  return Object.fromEntries(members) as Value
}
