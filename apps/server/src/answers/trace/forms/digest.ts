import { createHash } from 'node:crypto'
import { canonicalJson, type JsonValue } from '@proofline/epcis'
import type { Answer } from '../model.ts'
import { byText } from '../rules/basis/collections.ts'
import { listsOfAnswer } from './lists.ts'

export type ListDigest = { readonly list: string; readonly entries: number; readonly sha256: string }

/** What an answer says, in 32 bytes. `lists`: of each list by itself, so that two digests tell where they differ. SHA-256 in lower-case hex. */
export type Digest = { readonly entries: number; readonly sha256: string; readonly lists: readonly ListDigest[] }

/** An answer without its lists: what stands beside them in the value, and their digest. */
export type Digested = Omit<Answer, 'value' | 'reasons'> & { readonly head: Readonly<Record<string, unknown>>; readonly digest: Digest }

/**
 * The bytes of an answer (`docs/reference/frozen-scopes.md`): for each entry of each list one line, the canonical JSON (RFC 8785) of `[list, entry]`, the
 * lines sorted by code unit, each ended by a line feed, in UTF-8. `head`, `gaps`, `unchecked` and `certificate` are lists as well; `asOf`, `rules` and
 * what is of one run only are not among them.
 */
export function digestOf(answer: Answer): Digested {
  const { value: _, reasons: __, ...rest } = answer
  const { head, lists } = listsOfAnswer(answer)
  const all = [
    { name: 'head', entries: [head] },
    ...lists,
    { name: 'gaps', entries: answer.gaps },
    { name: 'unchecked', entries: answer.unchecked },
    { name: 'certificate', entries: [answer.certificate] },
  ]
  const told = all
    .map(({ name, entries }) => ({ list: name, lines: entries.map((entry) => lineOf(name, entry)).sort(byText) }))
    .sort((left, right) => byText(left.list, right.list))
  const whole = told.flatMap(({ lines }) => lines).sort(byText)
  return {
    ...rest,
    head,
    digest: {
      entries: whole.length,
      sha256: hashLines(whole),
      lists: told.map(({ list, lines }) => ({ list, entries: lines.length, sha256: hashLines(lines) })),
    },
  }
}

const lineOf = (list: string, entry: unknown): string => `${canonicalJson([list, JSON.parse(JSON.stringify(entry)) as JsonValue])}\n`

function hashLines(lines: readonly string[]): string {
  const hash = createHash('sha256')
  for (const line of lines) hash.update(line)
  return hash.digest('hex')
}
