import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBracketed, parseElementString } from '@proofline/identifiers'
import bwipjs from 'bwip-js'
import fc from 'fast-check'
import { elements } from './arbitraries.ts'

const numRuns = process.env.PROOFLINE_LONG === '1' ? 20_000 : 400

/** Whether bwip-js, which has its own copy of the syntax dictionary, takes the elements; undefined where it speaks of something else. */
function otherOpinion(text: string): boolean | undefined {
  try {
    bwipjs.raw({ bcid: 'gs1-128', text })
    return true
  } catch (error) {
    // What must stand together, and what a linear symbol can hold, is no matter of one element's format; its lists of codes are older.
    return /requisite|Required|mutual|repeated|maxlength|too long|PackageType|currency|4217/i.test(String(error)) ? undefined : false
  }
}

test('formats and linters: another implementation takes and refuses the same element strings, sound and damaged', () => {
  let taken = 0
  let refused = 0
  fc.assert(
    fc.property(elements, fc.nat(200), fc.constantFrom('', ...'0123456789ABab%/ '), (values, place, character) => {
      // Brackets inside values are written differently there.
      fc.pre(values.every(({ value }) => !/[()\\^]/.test(value)))
      const sound = formatBracketed(values.slice(0, 2))
      const at = 1 + (place % (sound.length - 1))
      const damaged = character === '' || '()'.includes(sound.charAt(at)) ? sound : sound.slice(0, at) + character + sound.slice(at + 1)
      const other = otherOpinion(damaged)
      if (other === undefined) return
      const ours = parseElementString(damaged, { associations: 'ignore' })
      // It does not ask whether a key begins with a company prefix.
      if (other && !ours.ok && ours.problems.every(({ code }) => code === 'element-company-prefix')) return
      assert.equal(ours.ok, other, damaged)
      if (other) taken += 1
      else refused += 1
    }),
    { numRuns },
  )
  assert.ok(taken > numRuns / 10 && refused > numRuns / 10, `${taken} taken, ${refused} refused`)
})
