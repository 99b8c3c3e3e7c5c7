type Waiter = { readonly size: number; readonly done: () => void }

/** How far the views are, and who waits for it. */
export class CursorWatch {
  #cursor = 0
  readonly #waiters = new Set<Waiter>()

  get cursor(): number {
    return this.#cursor
  }

  get isAwaited(): boolean {
    return this.#waiters.size > 0
  }

  reached(cursor: number): void {
    this.#cursor = cursor
    for (const waiter of this.#waiters) if (waiter.size <= cursor) waiter.done()
  }

  /** Resolves when the views have followed `size` facts, or after `timeoutMs`. @returns how far they are. Never rejects. */
  waitFor(size: number, timeoutMs: number): Promise<number> {
    if (this.#cursor >= size) return Promise.resolve(this.#cursor)
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer)
        this.#waiters.delete(waiter)
        resolve(this.#cursor)
      }
      const timer = setTimeout(done, timeoutMs)
      const waiter: Waiter = { size, done }
      this.#waiters.add(waiter)
    })
  }

  /** Nobody waits any longer. */
  close(): void {
    for (const waiter of this.#waiters) waiter.done()
  }
}
