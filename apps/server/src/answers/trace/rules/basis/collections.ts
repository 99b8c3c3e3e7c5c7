/** Lists by key, in the order of the input. */
export function groupBy<Item, Key, Value>(
  items: Iterable<Item>,
  keyOf: (item: Item) => Key,
  pick: (item: Item) => Value,
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [pick(item)])
    else group.push(pick(item))
  }
  return groups
}

/** Adds to the list of a key. */
export function addTogether<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** As `addTogether`, where each value comes to all its keys before the next: a value comes only once to a list. */
export function addOnce<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else if (list[list.length - 1] !== value) list.push(value)
}

export function addTo<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = sets.get(key)
  if (set === undefined) sets.set(key, new Set([value]))
  else set.add(value)
}

/** By code unit: the same in every place and language. */
export const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
export const byNumber = (left: number, right: number): number => left - right

export const sortedTexts = (texts: Iterable<string>): string[] => [...new Set(texts)].sort(byText)
export const sortedNumbers = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort(byNumber)
