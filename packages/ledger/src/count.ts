import { LedgerError } from './error.ts'

// Sizes and indexes are doubles that hold an exact integer. Bit operators would cut them to 32 bits, hence the arithmetic.

/** A number of leaves, or the index of one: an integer from 0 to 2^53 − 1. */
export const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

export function assertCount(value: number, name: string): void {
  if (!isCount(value)) throw new LedgerError('count-out-of-range', `${name} must be an integer from 0 to 2^53 - 1, not ${String(value)}`)
}

export const halve = (value: number): number => Math.floor(value / 2)

/** The height of the largest complete subtree that starts at leaf `begin` and ends at or before leaf `end` (begin < end). */
export function heightAt(begin: number, end: number): number {
  let height = 0
  let width = 2
  while (begin % width === 0 && begin + width <= end) {
    height += 1
    width *= 2
  }
  return height
}

/** The largest power of two below `size` (size ≥ 2): where RFC 6962 §2.1 splits a tree. */
export function splitPoint(size: number): number {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

/** Reads an ASCII decimal without sign, space or leading zero; undefined where it is none, or exceeds 2^53 − 1. */
export function parseCount(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : undefined
}
