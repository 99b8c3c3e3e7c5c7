import { parseErasureOrder, verifyErasureOrder } from '../erasure/index.ts'
import { envelopeOf } from './fact-rows.ts'
import type { Checked, Findings, Notice } from './model.ts'

/** `lost`: facts [from, to) of the origin before; undefined where nobody could tell. */
type Restoration = {
  readonly index: number
  readonly previousCheckpoint: string
  readonly lost: { readonly from: number; readonly to: number } | undefined
}

/** The facts that speak about the log itself: what was erased, and which origins it has had. */
export class SpecialFacts {
  readonly #findings: Findings
  readonly #checked: Checked
  readonly #erasureKeys: readonly string[] | undefined
  /** Ranges [from, to) of facts without a body. */
  readonly #missing: [number, number][] = []
  /** Erased fact → the fact that orders it. */
  readonly #orders = new Map<number, number>()
  /** Origin → the fact that began it, and the note of the origin before. */
  readonly restorations = new Map<string, Restoration>()

  constructor(findings: Findings, checked: Checked, erasureKeys: readonly string[] | undefined) {
    this.#findings = findings
    this.#checked = checked
    this.#erasureKeys = erasureKeys
  }

  erased(index: number): void {
    const last = this.#missing.at(-1)
    if (last !== undefined && last[1] === index) last[1] = index + 1
    else this.#missing.push([index, index + 1])
  }

  order(index: number, text: string, body: Buffer | undefined): void {
    const envelope = envelopeOf(text)
    const order = body === undefined ? undefined : parseErasureOrder(body.toString('utf8'))
    const verdict = order?.ok === true && this.#erasureKeys !== undefined ? verifyErasureOrder(order.value, this.#erasureKeys) : order
    if (order?.ok === true && envelope.ok && verdict?.ok === true && order.value.index < index) {
      this.#orders.set(order.value.index, index)
      this.#checked.erasures += 1
    } else {
      this.#findings.add('erasure-unsigned', index)
    }
  }

  restoration(index: number, body: Buffer | undefined): void {
    const value = body === undefined ? undefined : readJson(body)
    if (typeof value?.origin === 'string' && typeof value.previousCheckpoint === 'string') {
      this.restorations.set(value.origin, { index, previousCheckpoint: value.previousCheckpoint, lost: lostOf(value.lost) })
    }
  }

  finish(notices: Notice[]): void {
    for (const [from, to] of this.#missing) {
      for (let index = from; index < to; index += 1) if (!this.#orders.delete(index)) this.#findings.add('body-missing', index)
    }
    for (const [origin, { index, lost }] of this.restorations) {
      if (lost === undefined) notices.push({ code: 'log-restored', params: { index, origin } })
      else notices.push({ code: 'log-restored-lost', params: { index, origin, from: lost.from, to: lost.to, last: lost.to - 1 } })
    }
    for (const [index, order] of this.#orders) notices.push({ code: 'erasure-pending', params: { index, order } })
    if (this.#checked.erasures > 0 && this.#erasureKeys === undefined)
      notices.push({ code: 'erasures-unverified', params: { count: this.#checked.erasures } })
  }
}

function lostOf(value: unknown): Restoration['lost'] {
  const { from, to } = (typeof value === 'object' && value !== null ? value : {}) as { from?: unknown; to?: unknown }
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : undefined
}

function readJson(body: Buffer): { origin?: unknown; previousCheckpoint?: unknown; lost?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
