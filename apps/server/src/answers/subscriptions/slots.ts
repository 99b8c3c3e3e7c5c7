type Waiting = { readonly isSuspect: boolean; readonly go: () => void }

/** So much at a time, in the order of asking; of what is suspected to take long only a part, so that it cannot fill all places. */
export class Slots {
  readonly #most: number
  readonly #mostSuspects: number
  readonly #waiting: Waiting[] = []
  #used = 0
  #suspects = 0

  constructor(most: number, mostSuspects = most) {
    this.#most = most
    this.#mostSuspects = mostSuspects
  }

  async use<T>(work: () => Promise<T>, isSuspect = false): Promise<T> {
    await new Promise<void>((go) => {
      this.#waiting.push({ isSuspect, go })
      this.#admit()
    })
    try {
      return await work()
    } finally {
      this.#used -= 1
      if (isSuspect) this.#suspects -= 1
      this.#admit()
    }
  }

  #admit(): void {
    while (this.#used < this.#most) {
      const at = this.#waiting.findIndex(({ isSuspect }) => !isSuspect || this.#suspects < this.#mostSuspects)
      const [next] = at < 0 ? [] : this.#waiting.splice(at, 1)
      if (next === undefined) return
      this.#used += 1
      if (next.isSuspect) this.#suspects += 1
      next.go()
    }
  }
}
