import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { partsOf, type Role } from '../../../src/answers/trace/rules/basis/history.ts'
import { always, isBefore, type Moment, never, overlap } from '../../../src/answers/trace/rules/basis/moment.ts'
import type { Standing } from '../../../src/answers/trace/rules/basis/standing.ts'
import { endByNext, type Stay } from '../../../src/answers/trace/rules/chart/stays.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 5_000 : 300
const moment: fc.Arbitrary<Moment> = fc.tuple(fc.nat(12), fc.nat(3)).map(([from, width]) => ({ from, to: from + width }))

const stay: fc.Arbitrary<Stay> = fc
  .record({
    kind: fc.constantFrom('part' as const, 'packed' as const),
    parent: fc.constantFrom('a', 'b', 'c'),
    start: moment,
    end: fc.oneof(moment, fc.constant(never)),
    degree: fc.constantFrom(1 as const, 2 as const),
    type: fc.constantFrom('AggregationEvent', 'AssociationEvent', undefined),
    fact: fc.nat(50),
  })
  .map(({ type, fact, start, ...rest }) => ({
    ...rest,
    child: 'unit',
    quantity: null,
    start: type === undefined ? always : start,
    opened: type === undefined ? undefined : ({ type, time: start, facts: [fact] } as unknown as Standing),
    facts: [fact],
    endedBy: [],
  }))

/** §2 as it is written: each stay against every other. */
function byDefinition(stays: readonly Stay[]): Stay[] {
  const isAggregated = ({ opened }: Stay): boolean => opened?.type === 'AggregationEvent'
  const ordered = [...stays].sort((left, right) => left.start.from - right.start.from || left.start.to - right.start.to)
  return ordered.flatMap((one) => {
    const moves = ordered.filter(
      (other) =>
        other !== one &&
        other.opened !== undefined &&
        other.parent !== one.parent &&
        ((isAggregated(one) && isAggregated(other)) || other.kind === 'part'),
    )
    let pieces: Stay[] = [moves.some((other) => overlap(one.start, other.start)) ? { ...one, degree: 1 } : one]
    for (const move of moves)
      pieces = pieces.flatMap((piece): Stay[] => {
        if (!isBefore(piece.start, move.start) || !isBefore(move.start, piece.end)) return [piece]
        const ended = { ...piece, end: move.start, endedBy: move.facts }
        if (move.degree === 2 && isAggregated(piece) && isAggregated(move)) return [ended]
        return piece.degree === 2 ? [ended, { ...piece, degree: 1 }] : [piece]
      })
    return pieces
  })
}

test('moves from container to container end stays as if each stay was held against every other', () => {
  fc.assert(
    fc.property(fc.array(stay, { maxLength: 12 }), (stays) => assert.deepEqual(endByNext(stays), byDefinition(stays))),
    { numRuns },
  )
})

test('what an event tells of one object is the same, in its order, however many it names', () => {
  const roles: readonly Role[] = ['epc', 'parent', 'child', 'input', 'output', 'named']
  const part = fc.record({ object: fc.constantFrom('a', 'b', 'c'), role: fc.constantFrom(...roles) })
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), (told) => {
      const parts = told.map((one) => ({ ...one, quantity: null, uom: null, lot: null }))
      for (const object of ['a', 'b', 'c', 'd']) {
        const expected = parts.filter((one) => one.object === object)
        assert.deepEqual(partsOf({ parts }, object), expected)
      }
    }),
    { numRuns },
  )
})
