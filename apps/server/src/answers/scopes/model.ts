import { canonicalJson, isObject, type JsonObject, type JsonValue, parseJson } from '@proofline/epcis'
import type { Digest, ListDigest } from '../trace/index.ts'

/** The body of `scope/1`: what was asked and answered, without its lists. They are had again by asking `question`; `digest` says whether they are the same. */
export type ScopeBody = {
  /** As of an index, identifiers in their canonical form: asked again, it gives the frozen answer by the same rules. */
  readonly question: JsonObject
  readonly asOf: { readonly index: number; readonly moment: string | null }
  readonly rules: string
  readonly verdict: 'complete' | 'incomplete'
  /** What was so when it was frozen: codes, such as `walk-bounded`. */
  readonly conditions: readonly string[]
  readonly digest: Digest
  readonly reason?: string
}

/** A scope in the log. `by`: the client that froze it. */
export type FrozenScope = ScopeBody & { readonly index: number; readonly by: string; readonly frozenAt: string }

export const longestReason = 2_000

export const formatScope = (scope: ScopeBody): string => canonicalJson(JSON.parse(JSON.stringify(scope)) as JsonValue)

/** @throws Error where the fact is no scope as this program writes it */
export function parseScope(index: number, body: Buffer): ScopeBody {
  const parsed = parseJson(body)
  if (!parsed.ok || !isObject(parsed.value) || !isObject(parsed.value.question) || !isObject(parsed.value.digest))
    throw new Error(`the body of scope fact ${index} cannot be read`)
  return parsed.value as unknown as ScopeBody
}

/** The lists of which the two digests do not say the same; null: there is no such list. */
export type Differing = { readonly list: string; readonly frozen: ListDigest | null; readonly now: ListDigest | null }

/** A frozen scope, answered again as of its index. */
export type Checked = {
  readonly verdict: 'same' | 'differs'
  readonly rules: { readonly frozen: string; readonly now: string }
  readonly digest: Digest
  readonly differing: readonly Differing[]
  /** Of this run: where there are any, a difference may be theirs. */
  readonly conditions: readonly string[]
}

export function compareDigests(frozen: Digest, now: Digest): Differing[] {
  const [before, after] = [frozen, now].map(({ lists }) => new Map(lists.map((one) => [one.list, one])))
  const names = [...new Set([...frozen.lists, ...now.lists].map(({ list }) => list))].sort()
  return names.flatMap((list) => {
    const [was, is] = [before?.get(list) ?? null, after?.get(list) ?? null]
    return was?.sha256 === is?.sha256 && was?.entries === is?.entries ? [] : [{ list, frozen: was, now: is }]
  })
}
