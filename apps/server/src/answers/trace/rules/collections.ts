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
