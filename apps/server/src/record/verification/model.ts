/**
 * What is wrong with a log. Facts are named by [from, to): one fact, or the smallest range in which the fault must lie.
 *
 * `fact-missing` `fact-duplicate` `fact-beyond-head` — the row of a fact is not there, twice there, or behind the last batch.
 * `body-mismatch` — the body is not the one that the envelope names. `body-missing` — it is gone, and no erasure says why.
 * `commitment-mismatch` — envelope or salt are not those that were committed to. `envelope-malformed` — it is no envelope.
 * `fact-replaced` — the row agrees with itself, and is not the one that was appended here (edited throughout, moved, swapped, inserted).
 * `event-hash-mismatch` — the indexed attribute is not the envelope's.
 * `recorded-at-mismatch` `recorded-at-backwards` — a moment that is not its batch's, or before the one of the batch before.
 * `batch-missing` `batch-overlap` `batch-root-mismatch` `batch-edge-mismatch` — batch rows do not tile the log, or do not fit its facts.
 * `tile-missing` `tile-mismatch` `tile-unexpected` — tiles that do not fit the facts.
 * `checkpoint-invalid` `checkpoint-mismatch` — a note that was not signed by the log, or signs another tree.
 * `log-truncated` `log-forked` — the checkpoint outside signs facts that are not there, or others.
 * `origin-untrusted` `origin-unexplained` — an origin with a key that nobody vouches for, or without the fact that began it.
 * `erasure-unsigned` — an erasure without two good signatures. `cosignature-invalid` — a witness's line that does not hold.
 * `timestamp-invalid` — a time stamp that does not hold for the checkpoint.
 * `guard-missing` `guard-unexpected` — the keys' last indexes are not those of the facts.
 */
export const findingCodes = [
  'fact-missing',
  'fact-duplicate',
  'fact-beyond-head',
  'body-mismatch',
  'body-missing',
  'commitment-mismatch',
  'envelope-malformed',
  'fact-replaced',
  'event-hash-mismatch',
  'recorded-at-mismatch',
  'recorded-at-backwards',
  'batch-missing',
  'batch-overlap',
  'batch-root-mismatch',
  'batch-edge-mismatch',
  'tile-missing',
  'tile-mismatch',
  'tile-unexpected',
  'checkpoint-invalid',
  'checkpoint-mismatch',
  'log-truncated',
  'log-forked',
  'origin-untrusted',
  'origin-unexplained',
  'erasure-unsigned',
  'cosignature-invalid',
  'timestamp-invalid',
  'guard-missing',
  'guard-unexpected',
] as const
export type FindingCode = (typeof findingCodes)[number]

export type Finding = {
  readonly code: FindingCode
  readonly from: number
  readonly to: number
  readonly params: Readonly<Record<string, string | number>>
}

/** What is not wrong, and should be known. */
export type Notice = { readonly code: NoticeCode; readonly params: Readonly<Record<string, string | number>> }
export type NoticeCode =
  | 'outside-not-checked'
  | 'key-not-given'
  | 'log-restored'
  | 'log-restored-lost'
  | 'erasure-pending'
  | 'erasures-unverified'
  | 'cosignatures-unverified'
  | 'timestamps-unverified'
  | 'timestamped'

export type Checked = {
  facts: number
  bodyBytes: number
  batches: number
  tiles: number
  checkpoints: number
  cosignatures: number
  timestamps: number
  guards: number
  erasures: number
}

export type LogReport = {
  readonly holds: boolean
  readonly origin: string | undefined
  readonly size: number
  /** Hexadecimal: of the last batch. */
  readonly root: string | undefined
  readonly findings: readonly Finding[]
  /** Findings beyond those that are listed. */
  readonly unlisted: number
  readonly notices: readonly Notice[]
  readonly checked: Readonly<Checked>
  readonly tookMs: number
}

const listed = 1000

/** Keys of guards differ from fact to fact: the range says enough. */
const isSame = (left: Finding['params'], right: Finding['params']): boolean =>
  left.n === right.n && left.level === right.level && left.size === right.size

/** Gathers findings; neighbours of one kind become one. */
export class Findings {
  readonly #list: Finding[] = []
  #unlisted = 0
  readonly #last = new Map<FindingCode, number>()

  add(code: FindingCode, from: number, to: number = from + 1, params: Finding['params'] = {}): void {
    const at = this.#last.get(code)
    const before = at === undefined ? undefined : this.#list[at]
    if (at !== undefined && before !== undefined && from <= before.to && to >= before.from && isSame(before.params, params)) {
      this.#list[at] = { ...before, from: Math.min(before.from, from), to: Math.max(before.to, to) }
      return
    }
    if (this.#list.length >= listed) {
      this.#unlisted += 1
      return
    }
    this.#last.set(code, this.#list.length)
    this.#list.push({ code, from, to, params })
  }

  get list(): readonly Finding[] {
    return this.#list.toSorted(
      (left, right) => left.from - right.from || findingCodes.indexOf(left.code) - findingCodes.indexOf(right.code),
    )
  }

  get unlisted(): number {
    return this.#unlisted
  }
}
