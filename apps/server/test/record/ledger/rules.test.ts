import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type GuardKey, guardKey } from '../../../src/record/facts/index.ts'
import { decideBatch, keysOf, type Member, mayBeNew } from '../../../src/record/ledger/rules.ts'

const keys = Array.from({ length: 6 }, (_, n) => guardKey('k', String(n)))
const key = fc.constantFrom(...keys)

const memberOf = fc
  .record({
    facts: fc.array(fc.record({ once: fc.option(key, { nil: undefined, freq: 2 }), guards: fc.array(key, { maxLength: 2 }) }), {
      minLength: 1,
      maxLength: 4,
    }),
    onceForAll: fc.option(key, { nil: undefined, freq: 4 }),
    expectations: fc.array(fc.record({ key, lastIndex: fc.option(fc.nat({ max: 12 }), { nil: null }) }), { maxLength: 2 }),
  })
  .map(({ facts, onceForAll, expectations }): Member => {
    const once = facts.map((fact) => (onceForAll === undefined ? fact.once : undefined))
    const guards = facts.map((fact, at) => {
      const own = [at === 0 && onceForAll !== undefined ? onceForAll : once[at], ...fact.guards]
      return [...new Set(own.filter((one) => one !== undefined))]
    })
    return { guards, once, onceForAll, expectations }
  })

type Fact = { readonly guards: readonly GuardKey[] }

/** The rules as one would tell them: a log as a list, searched from its end. */
class Told {
  readonly log: Fact[] = []

  last(asked: GuardKey, more: readonly Fact[] = []): number | undefined {
    const at = [...this.log, ...more].findLastIndex((fact) => fact.guards.includes(asked))
    return at < 0 ? undefined : at
  }

  submit({ guards, once, onceForAll, expectations }: Member): unknown {
    const repeated = onceForAll === undefined ? undefined : this.last(onceForAll)
    if (repeated !== undefined) return guards.map(() => [repeated, true])
    const fresh: Fact[] = []
    const ownOnce = new Map<GuardKey, number>()
    const places = guards.map((own, at) => {
      const asked = once[at]
      const before = asked === undefined ? undefined : (ownOnce.get(asked) ?? this.last(asked))
      if (before !== undefined) return [before, true]
      const index = this.log.length + fresh.length
      if (asked !== undefined) ownOnce.set(asked, index)
      fresh.push({ guards: own })
      return [index, false]
    })
    if (fresh.length === 0) return places
    for (const expectation of expectations) {
      const actual = this.last(expectation.key) ?? null
      if (actual !== expectation.lastIndex) return { expectation, actual }
    }
    this.log.push(...fresh)
    return places
  }
}

const asTold = (decision: ReturnType<typeof decideBatch>['decisions'][number]): unknown =>
  decision.outcome === 'refused'
    ? { expectation: decision.expectation, actual: decision.actual }
    : decision.places.map(({ index, duplicate }) => [index, duplicate])

const runs = { numRuns: process.env.PROOFLINE_LONG === '1' ? 20_000 : 1000 }

describe('decisions of a batch', () => {
  it('are what a list searched from its end says, however the submissions are cut into batches', () => {
    fc.assert(
      fc.property(fc.array(fc.array(memberOf, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), (batches) => {
        const told = new Told()
        const known = new Map<GuardKey, number>()
        let size = 0
        for (const members of batches) {
          const asked = new Map(keysOf(members).flatMap((one) => (known.has(one) ? [[one, known.get(one) ?? 0] as const] : [])))
          const { decisions, size: next, changed } = decideBatch(members, asked, size)
          assert.deepEqual(
            decisions.map(asTold),
            members.map((member) => told.submit(member)),
          )
          for (const [one, index] of changed) known.set(one, index)
          size = next
          assert.equal(size, told.log.length)
        }
        for (const one of keys) assert.equal(known.get(one), told.last(one))
      }),
      runs,
    )
  })

  it('of members that may be new come to know every key that they name, so that none that stands goes unnoticed', () => {
    const ownKeysOnly = memberOf.map(
      (member): Member => ({
        ...member,
        expectations: [],
        guards: member.once.map((one, at) => [one, at === 0 ? member.onceForAll : undefined].filter((each) => each !== undefined)),
      }),
    )
    fc.assert(
      fc.property(fc.array(ownKeysOnly, { minLength: 1, maxLength: 5 }), (members) => {
        assert.ok(members.every(mayBeNew))
        const { changed } = decideBatch(members, new Map(), 100)
        assert.deepEqual([...changed.keys()].toSorted(), keysOf(members).toSorted())
      }),
      runs,
    )
    const [one, other] = keys
    assert.ok(one && other)
    const member: Member = { guards: [[one]], once: [one], onceForAll: undefined, expectations: [] }
    assert.equal(mayBeNew({ ...member, guards: [[one, other]] }), false)
    assert.equal(mayBeNew({ ...member, once: [undefined] }), false)
    assert.equal(mayBeNew({ ...member, expectations: [{ key: other, lastIndex: null }] }), false)
  })

  it('indexes of what is appended are contiguous, and one that is refused leaves no trace', () => {
    fc.assert(
      fc.property(fc.array(memberOf, { maxLength: 8 }), fc.nat({ max: 50 }), (members, size) => {
        const { decisions, size: end } = decideBatch(members, new Map(), size)
        const fresh = decisions.flatMap((one) => (one.outcome === 'accepted' ? one.places.filter(({ duplicate }) => !duplicate) : []))
        assert.deepEqual(
          fresh.map(({ index }) => index),
          Array.from({ length: end - size }, (_, at) => size + at),
        )
      }),
      runs,
    )
  })
})
