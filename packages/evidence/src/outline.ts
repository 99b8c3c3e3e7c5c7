import type { Cosignature, SignedTree } from './checkpoint.ts'
import { formatHex } from './encoding.ts'
import type { Envelope } from './envelope.ts'
import { type EventView, viewEvent } from './event.ts'
import type { BundleFact } from './fact.ts'
import type { Purpose } from './manifest.ts'

/** From the first to the last, ISO 8601, UTC. */
export type Span = { readonly from: string; readonly to: string }

export type ErasedBody = { readonly index: number; readonly by: number; readonly reason: string }

export type FactRow = {
  readonly index: number
  readonly envelope: Envelope
  readonly state: 'present' | 'withheld' | 'erased'
  readonly event: EventView | undefined
}

/** What a person reads about a bundle: all of it follows from the facts, the checkpoint, and the three stated members of the manifest. */
export type Outline = {
  readonly madeAt: string
  readonly madeBy: string
  readonly purpose: Purpose
  readonly log: {
    readonly origin: string
    readonly size: number
    readonly root: string
    readonly key: string
    readonly fingerprint: string
  }
  readonly cosignatures: readonly Cosignature[]
  readonly facts: {
    readonly count: number
    readonly withBody: number
    readonly withheld: number
    readonly erased: readonly ErasedBody[]
  }
  readonly recorded: Span
  /** Of the events whose bodies are shown; null: none of them tells a moment. */
  readonly occurred: Span | null
  readonly sources: readonly { readonly system: string; readonly count: number }[]
  readonly kinds: readonly { readonly kind: string; readonly count: number }[]
  readonly hasAnswer: boolean
  /** The first facts, at most `mostRows`. */
  readonly rows: readonly FactRow[]
}

export const mostRows = 1000

/** Gathers the outline while the facts go by, in ascending order of their indexes. Keeps no fact beyond the first rows. */
export class OutlineWriter {
  readonly #sources = new Map<string, number>()
  readonly #kinds = new Map<string, number>()
  readonly #rows: FactRow[] = []
  readonly #states = { present: 0, withheld: 0, erased: 0 }
  #recorded: Span | undefined
  #occurred: Span | null = null

  add({ index, body }: BundleFact, envelope: Envelope): void {
    const { system } = envelope.source
    this.#sources.set(system, (this.#sources.get(system) ?? 0) + 1)
    this.#kinds.set(envelope.kind, (this.#kinds.get(envelope.kind) ?? 0) + 1)
    this.#states[body.state] += 1
    this.#recorded = { from: this.#recorded?.from ?? envelope.recordedAt, to: envelope.recordedAt }
    const event = body.state === 'present' && envelope.kind === 'event/1' ? viewEvent(body.bytes) : undefined
    if (event?.occurredAt !== undefined) this.#occurred = widen(this.#occurred, event.occurredAt)
    if (this.#rows.length < mostRows) this.#rows.push({ index, envelope, state: body.state, event })
  }

  finish(stated: Stated, tree: SignedTree, erased: readonly ErasedBody[], hasAnswer: boolean): Outline {
    const { log } = tree.keys
    const { present, withheld } = this.#states
    return {
      ...stated,
      log: { origin: tree.origin, size: tree.size, root: formatHex(tree.root), key: log.text, fingerprint: log.fingerprint },
      cosignatures: tree.cosignatures,
      facts: { count: present + withheld + this.#states.erased, withBody: present, withheld, erased },
      recorded: this.#recorded ?? { from: '', to: '' },
      occurred: this.#occurred,
      sources: counted(this.#sources).map(([system, count]) => ({ system, count })),
      kinds: counted(this.#kinds).map(([kind, count]) => ({ kind, count })),
      hasAnswer,
      rows: this.#rows,
    }
  }
}

export type Stated = { readonly madeAt: string; readonly madeBy: string; readonly purpose: Purpose }

/** Most first; equals by name. */
const counted = (counts: ReadonlyMap<string, number>): [string, number][] =>
  [...counts].sort(([left, many], [right, more]) => more - many || (left < right ? -1 : 1))

function widen(span: Span | null, moment: string): Span {
  if (span === null) return { from: moment, to: moment }
  return { from: moment < span.from ? moment : span.from, to: moment > span.to ? moment : span.to }
}
