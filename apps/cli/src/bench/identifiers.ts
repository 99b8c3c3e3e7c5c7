import { identify, parseElementString } from '@proofline/identifiers'
import { alternate, type Measure, type Round, summarise, type Target } from './model.ts'
import { timed } from './plain-table.ts'

const rounds = 5
const strings = 20_000
const repeats = { full: 40, quick: 4 } as const
const targets: readonly Target[] = [{ of: 'figure', bound: 'at-least', value: 200_000 }]

const separator = '\u001d'

/** With its check digit (GS1 General Specifications §7.9.1). */
function checked(digits: string): string {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) sum += ((digits.length - at) % 2 === 1 ? 3 : 1) * (digits.charCodeAt(at) - 48)
  return digits + ((10 - (sum % 10)) % 10)
}

const gtinOf = (item: number): string => checked(`0950600${String(item).padStart(6, '0')}`)
const ssccOf = (unit: number): string => checked(`09506000${String(unit).padStart(9, '0')}`)

/** What a DataMatrix on a device says: product, expiry, lot, serial; every fifth is a crate with product, count and lot. None equals another. */
const scanned = Array.from({ length: strings }, (_, i) =>
  i % 5 === 4
    ? `00${ssccOf(i)}02${gtinOf(i)}37${(i % 90) + 10}${separator}10LOT-${i}`
    : `01${gtinOf(i)}172${i % 10}0${(i % 9) + 1}1510L${i}/A${separator}21SN${i}`,
)

/** The least that anybody does with them: cut at FNC1, the sum of the digits of the first key. */
function cutOnly(text: string): number {
  const [first = ''] = text.split(separator)
  let sum = 0
  for (let at = 2; at < 16; at += 1) sum += (at % 2 === 0 ? 3 : 1) * (first.charCodeAt(at) - 48)
  return sum % 10
}

const overAll = (times: number, work: (text: string) => void): Promise<Round> =>
  timed(strings * times, { server: process.pid }, async () => {
    for (let time = 0; time < times; time += 1) for (const text of scanned) work(text)
  })

const assertRead = ({ ok }: { readonly ok: boolean }): void => {
  if (!ok) throw new Error('an element string of the benchmark was refused')
}

/** GS1 element strings taken apart and checked, on one core: every rule of the dictionary, strictly. */
export const measureIdentifiers: Measure = async (bench) => {
  const times = repeats[bench.size]
  const parse = (text: string): void => assertRead(parseElementString(text))
  const identifyScan = (text: string): void => assertRead(identify(`]d2${text}`))
  await overAll(2, parse)
  await overAll(2, identifyScan)
  let sum = 0
  const cut = (text: string): void => {
    sum += cutOnly(text)
  }
  const identified: number[] = []
  const pairs = await alternate(
    rounds,
    async (round) => {
      bench.progress('parse', round, rounds)
      const parsed = await overAll(times, parse)
      identified.push((await overAll(Math.ceil(times / 4), identifyScan)).figure)
      return parsed
    },
    () => overAll(times, cut),
  )
  if (sum !== rounds * times * scanned.reduce((all, text) => all + cutOnly(text), 0)) throw new Error('the baseline was not run')
  const rate = Math.round(identified.toSorted((left, right) => left - right)[rounds >> 1] ?? Number.NaN)
  return summarise('identifiers', 'strings/s', pairs, targets, { rounds, strings: strings * times, rate })
}
