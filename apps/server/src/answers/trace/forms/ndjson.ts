import type { Answer, Question } from '../model.ts'
import { countEntries, isPlain, type List, listsOfAnswer } from './lists.ts'
import { jsonPieces } from './pieces.ts'

/** Long lists inside entries, which come as lines of their own with the object that they are of. */
const inside: Readonly<Partial<Record<Question['ask'], { readonly list: string; readonly key: string }>>> = {
  history: { list: 'objects', key: 'entries' },
  contents: { list: 'objects', key: 'contents' },
}

/** What stands before the entries: what was asked, as of which index, by which definition. */
export function headOf({ question, answer }: { question: Question; answer: Answer }, head: Readonly<Record<string, unknown>>) {
  const { ask, seed, condition, at, since, onlyCertain } = question
  return {
    ask,
    seed,
    ...(condition === undefined ? {} : { condition }),
    ...(at === undefined ? {} : { at }),
    ...(since === undefined ? {} : { since }),
    ...(onlyCertain ? { filter: { certain: true } } : {}),
    asOf: answer.asOf,
    rules: answer.rules,
    ...head,
  }
}

/** What an answer is worth nothing without. A reader that does not get to it has not got the answer. */
export const endOf = ({ gaps, unchecked, certificate, conditions }: Answer, entries: number) => ({
  entries,
  gaps,
  unchecked,
  certificate,
  conditions,
})

/** Lines of JSON: `{ head }`, then `{ list, entry }` for each entry, then `{ end }` with gaps and certificate. */
export function* ndjsonOf(question: Question, answer: Answer): Generator<string> {
  const { head, lists } = listsOfAnswer(answer)
  const told = lists.flatMap((list) => [...unfold(list, inside[question.ask])])
  yield `${JSON.stringify({ head: headOf({ question, answer }, head) })}\n`
  for (const { name, entries } of told) {
    const begin = `{"list":${JSON.stringify(name)},"entry":`
    for (const entry of entries) yield `${begin}${JSON.stringify(entry)}}\n`
  }
  yield '{"end":'
  yield* jsonPieces(endOf(answer, countEntries(told)), 2)
  yield '}\n'
}

function* unfold(list: List, within: { readonly list: string; readonly key: string } | undefined): Generator<List> {
  if (within === undefined || list.name !== within.list) {
    yield list
    return
  }
  for (const entry of list.entries) {
    if (!isPlain(entry)) continue
    const { [within.key]: inner, ...rest } = entry
    yield { name: list.name, entries: [rest] }
    const entries = (Array.isArray(inner) ? inner : []) as readonly object[]
    yield { name: `${list.name}.${within.key}`, entries: entries.map((one) => ({ of: entry.id, ...one })) }
  }
}
