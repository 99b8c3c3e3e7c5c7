import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Answer, Question } from '../../../src/answers/trace/index.ts'
import { answerQuestion } from '../../../src/answers/trace/queries.ts'
import type { TraceValue } from '../../../src/answers/trace/rules/basis/answer.ts'
import { evaluate } from '../../../src/answers/trace/rules/evaluate.ts'
import { factsOfDocument, openTestHistory } from '../../views/history.ts'
import { assertGaps } from './gaps.ts'
import { factsOf, historyOf } from './history.ts'
import { factsOf as referenceFacts } from './reference/facts.ts'
import { referenceTrace } from './reference/index.ts'
import { partyUri, uri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'

// Devices whose recipe needs one screw, made of several lots of screws; screws fitted by their names or as some of a lot, into devices and kits, moved on
// and packed, removals told or not, also of what nobody put in, times exact or of a day: whatever refutes that a lot is in a device must be read by the
// walk.

const rounds = process.env.PROOFLINE_LONG === '1' ? Number(process.env.RUNS ?? 60) : 3
const own = [partyUri('Maker')]

/** mulberry32: the same numbers for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const minute = (index: number): string => `${String(9 + Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`

function storyOf(seed: number): Story {
  const roll = dice(seed)
  const pick = <One>(list: readonly One[]): One => list[roll(list.length)] as One
  const story = new Story().at('07:00')
  const screws = ['P1', 'P2'].flatMap((lot) => [1, 2].map((number) => `screw:${lot}#${lot}${number}`))
  if (roll(2) === 0) story.pack('case!1', screws.slice(0, 2))
  for (const [product, lot] of [
    ['device', 'L'],
    ['kit', 'K'],
  ] as const) {
    story
      .at('08:00')
      .make([`3 of ${product}:${lot}`], { of: ['1 of screw:P1', '1 of screw:P2', '1 of screw:P3'], recipe: { screw: 1 } })
      .at('08:30')
      .add([`${product}#1`, `${product}#2`], { lot })
  }
  const holders = ['device#1', 'device#2', 'kit#1', 'kit#2', 'rack#7', 'rack#8', 'rack#9']
  for (let index = 0; index < 8; index++) {
    const holder = pick(holders)
    const part = roll(4) === 0 ? `1 of screw:P${1 + roll(2)}` : pick(screws)
    const telling = roll(8) === 0 ? { dateOnly: true } : roll(8) === 0 ? { clockSeconds: 300 } : {}
    story.at(minute(3 * index))
    if (roll(5) === 0) story.remove(holder, [roll(2) === 0 ? pick(screws) : `1 of screw:P${1 + roll(3)}`], telling)
    else if (roll(7) === 0) story.pack(pick(['case!2', 'case!3']), [part], telling)
    else if (holder.startsWith('kit')) story.pack(holder, [part], telling)
    else story.fit(holder, [part], telling)
  }
  return story
}

for (let round = 0; round < rounds; round++) {
  test(`what parts refute is read by the walk as by the whole history, and the reference says no opposite: parts ${round}`, async (context) => {
    const documents = storyOf(5 + round).documents()
    const history = await openTestHistory()
    for (const { source, document, receivedAt } of documents) await history.append(factsOfDocument(source, document, receivedAt))
    await history.project()
    const size = history.ledger.state().size
    const facts = factsOf(documents)
    const seen = { excluded: 0, possible: 0 }
    for (const name of ['screw:P1', 'screw:P2', 'screw:P3', 'screw#P11', 'device#1', 'kit#2']) {
      for (const ask of name.startsWith('screw') ? (['forward'] as const) : (['forward', 'backward'] as const)) {
        const seed = [uri(name)]
        const asked: Question = { ask, seed, asOf: { index: size }, onlyCertain: false, withReasons: false }
        const outcome = await answerQuestion(history.database, history.organisation, asked, { size, own })
        assert.ok(outcome.what === 'answered')
        const { value, gaps } = outcome.answer as Answer<TraceValue>
        const whole = evaluate(historyOf(facts), ask, seed, new Set(own))
        assert.deepEqual(value, whole.value, `${ask} ${name}`)
        assertGaps(gaps, whole.gaps, `${ask} ${name}`)
        const reference = referenceTrace(referenceFacts(documents), { direction: ask, seed, own })
        const out = new Set(reference.excluded.map(({ id }) => id))
        assert.deepEqual(
          value.certain.filter((id) => out.has(id)),
          [],
          `${ask} ${name}`,
        )
        assert.deepEqual(
          value.excluded.map(({ id }) => id).filter((id) => reference.certain.includes(id)),
          [],
          `${ask} ${name}`,
        )
        seen.excluded += value.excluded.length
        seen.possible += value.possible.length
      }
    }
    context.diagnostic(JSON.stringify(seen))
    await history.close()
  })
}
