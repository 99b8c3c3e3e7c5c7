/** A map from integers to values, kept as intervals: units of a lot share their fate in long runs. */
export class Spans<V> {
  readonly list: { from: number; to: number; value: V }[] = []

  /** First interval that ends after `unit`. */
  #find(unit: number): number {
    let low = 0
    let high = this.list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.list[middle]?.to ?? 0) <= unit) low = middle + 1
      else high = middle
    }
    return low
  }

  get(unit: number): V | undefined {
    const span = this.list[this.#find(unit)]
    return span !== undefined && span.from <= unit ? span.value : undefined
  }

  set(from: number, to: number, value: V): void {
    if (to <= from) return
    const { list } = this
    const start = this.#find(from)
    let end = start
    const replacement: { from: number; to: number; value: V }[] = []
    const first = list[start]
    if (first !== undefined && first.from < from) replacement.push({ from: first.from, to: from, value: first.value })
    replacement.push({ from, to, value })
    for (let span = list[end]; span !== undefined && span.from < to; span = list[++end]) {
      if (span.to > to) replacement.push({ from: to, to: span.to, value: span.value })
    }
    list.splice(start, end - start, ...replacement)
    this.#join(Math.max(0, start - 1), start + replacement.length)
  }

  #join(start: number, end: number): void {
    for (let index = Math.min(end, this.list.length - 1); index > start; index--) {
      const left = this.list[index - 1]
      const right = this.list[index]
      if (left !== undefined && right !== undefined && left.to === right.from && left.value === right.value) {
        left.to = right.to
        this.list.splice(index, 1)
      }
    }
  }

  /** Parts of [from, to) that have a value. */
  within(from: number, to: number): { from: number; to: number; value: V }[] {
    const found = []
    for (let index = this.#find(from); index < this.list.length; index++) {
      const span = this.list[index]
      if (span === undefined || span.from >= to) break
      found.push({ from: Math.max(from, span.from), to: Math.min(to, span.to), value: span.value })
    }
    return found
  }

  count(): number {
    let sum = 0
    for (const span of this.list) sum += span.to - span.from
    return sum
  }
}
