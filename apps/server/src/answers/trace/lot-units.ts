import { BinaryRow, CopyRows, sql, type Transaction } from '../../platform/database/index.ts'
import { countUntold } from '../../views/genealogy/index.ts'
import {
  BlockedSize,
  copyPackedNames,
  readNumbers,
  selectMixUnits,
  selectPacked,
  selectUnpacked,
  type UnitNumbers,
  type Unpacked,
} from '../../views/rollups/index.ts'
import type { Within } from './rules/units-within.ts'

/** The number of a lot, or (`isClass`) of a product, for its units of which no fact tells the lot. */
export type UnitsOf = { readonly id: number; readonly isClass: boolean }

/** Units of one lot, in order: the URI of each is `stem` and a line of `names`. `at`: which lot. */
export type UnitRun = { readonly at: number; readonly stem: string; readonly names: string; readonly count: number }

/** Of one lot, before any unit is named. */
type Shape = {
  readonly id: number
  readonly isCut: boolean
  /** Told to be of the lot, and of these out of scope. */
  units: number
  outside: number
  last: number
  /** What was packed later was not named later. */
  isMixed: boolean
  /** What facts said and no longer do, with how often. */
  readonly gone: Map<number, number>
}

const blockOfNames = 20_000

/** One bit for each object. */
class ObjectSet {
  #words = new Uint32Array(1_024)

  add(object: number): void {
    const word = Math.floor(object / 32)
    if (word >= this.#words.length) {
      const grown = new Uint32Array(2 * word)
      grown.set(this.#words)
      this.#words = grown
    }
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (object % 32))
  }

  has(object: number): boolean {
    return (((this.#words[Math.floor(object / 32)] ?? 0) >>> (object % 32)) & 1) === 1
  }
}

/**
 * The units of the lots of a scope, as known at a size of the log. Which they are is known first, from packed numbers; then they are named, lot by lot in
 * the order of `lots`, each lot's in the order in which they were first mentioned: the same for the same size, however the log was packed.
 */
export class LotUnits {
  readonly #transaction: Transaction
  readonly #lots: readonly UnitsOf[]
  readonly #asOf: BlockedSize
  readonly #shapes: readonly Shape[]
  readonly #inScope = new ObjectSet()
  #unpacked: Unpacked = { byLot: new Map(), moved: [] }
  #ofClasses = 0

  private constructor(transaction: Transaction, lots: readonly UnitsOf[], cut: ReadonlySet<number>, asOf: BlockedSize) {
    this.#transaction = transaction
    this.#lots = lots
    this.#asOf = asOf
    this.#shapes = lots.map(({ id }) => ({ id, isCut: cut.has(id), units: 0, outside: 0, last: -1, isMixed: false, gone: new Map() }))
  }

  /** @param size at most the cursor of the roll-ups, as the transaction sees it */
  static async read(
    transaction: Transaction,
    lots: readonly UnitsOf[],
    within: Within,
    size: number,
    blockFacts?: number,
  ): Promise<LotUnits> {
    const units = new LotUnits(transaction, lots, new Set(within.lots), new BlockedSize(size, blockFacts))
    await units.#read(within, size)
    return units
  }

  /** How many there are. */
  get count(): number {
    return this.#shapes.reduce((sum, { units, outside }) => sum + units - outside, this.#ofClasses)
  }

  /** How many of each lot. */
  get counts(): ReadonlyMap<number, number> {
    return new Map(this.#shapes.map(({ id, units, outside }) => [id, units - outside]))
  }

  async #read(within: Within, size: number): Promise<void> {
    const transaction = this.#transaction
    // Whatever is read here is read by its keys.
    await transaction.execute(sql`select set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
      set_config('enable_seqscan', 'off', true)`)
    const classes = this.#lots.flatMap(({ id, isClass }) => (isClass ? [id] : []))
    const told = this.#lots.flatMap(({ id, isClass }) => (isClass ? [] : [id]))
    for (const count of (await countUntold(transaction, classes, size)).values()) this.#ofClasses += count
    if (told.length === 0) return
    this.#unpacked = await selectUnpacked(transaction, told, this.#asOf)
    if (within.lots.length > 0) await this.#readScope(within)
    await selectPacked(
      transaction,
      this.#asked(({ isCut }) => isCut),
      this.#asOf,
      (at, numbers, offsets) => this.#count(at, numbers, offsets),
    )
    for (const [at, { id }] of this.#shapes.entries()) {
      for (const units of this.#unpacked.byLot.get(id) ?? []) this.#count(at, units, units.offsets)
    }
  }

  #asked(wanted: (shape: Shape) => boolean, shapes = this.#shapes): { id: number; wanted: boolean }[] {
    return shapes.map((shape) => ({ id: shape.id, wanted: wanted(shape) }))
  }

  /** A unit may come of one composition in several makings: it is in scope while one of them stands. */
  async #readScope({ lots, mixes }: Within): Promise<void> {
    const asked = { lots, mixes, moved: this.#unpacked.moved, asOf: this.#asOf }
    const gone = new Map<number, number>()
    await selectMixUnits(this.#transaction, asked, true, (first, offsets) => {
      readNumbers(first, offsets, (object) => gone.set(object, (gone.get(object) ?? 0) + 1))
    })
    await selectMixUnits(this.#transaction, asked, false, (first, offsets) => {
      readNumbers(first, offsets, (object) => {
        if (!takeOne(gone, object)) this.#inScope.add(object)
      })
    })
  }

  #count(at: number, { gone, first, last, units }: UnitNumbers, offsets: Buffer | undefined): void {
    const shape = this.#shapes[at]
    if (shape === undefined) throw new RangeError(`units of a lot that was not asked about: ${at}`)
    const by = gone ? -1 : 1
    shape.units += by * units
    if (!gone) {
      if (first <= shape.last) shape.isMixed = true
      shape.last = Math.max(shape.last, last)
    }
    if (offsets === undefined || !(gone || shape.isCut)) return
    readNumbers(first, offsets, (object) => {
      if (gone) shape.gone.set(object, (shape.gone.get(object) ?? 0) + 1)
      if (shape.isCut && !this.#inScope.has(object)) shape.outside += by
    })
  }

  /** Every unit by its name. It must be read to its end. */
  async *names(): AsyncGenerator<UnitRun> {
    let from = 0
    for (const [at, shape] of this.#shapes.entries()) {
      const isClass = this.#lots[at]?.isClass === true
      if (!isClass && !shape.isMixed) continue
      yield* this.#packedNames(from, at)
      yield* isClass ? this.#untoldNames(at, shape) : this.#mixedNames(at, shape)
      from = at + 1
    }
    yield* this.#packedNames(from, this.#shapes.length)
  }

  /** Of lots [from, to), as they are packed. */
  async *#packedNames(from: number, to: number): AsyncGenerator<UnitRun> {
    const shapes = this.#shapes.slice(from, to)
    if (shapes.length === 0) return
    const keeps = shapes.map((shape) => this.#keeping(shape))
    let at = 0
    const text = copyPackedNames(
      this.#asked((shape) => isChosen(shape), shapes),
      this.#asOf,
    )
    for await (const row of rowsOf(this.#transaction, text)) {
      const next = row.bigint() - 1
      if (next < at) throw new Error('units are not read lot by lot')
      for (; at < next; at += 1) yield* this.#unpackedNames(from + at, keeps[at])
      const [first, units, offsets] = [row.bigint(), row.integer(), row.bytes()]
      yield* runOf(from + at, { first, units, offsets, stem: row.text() ?? '', names: row.text() ?? '' }, keeps[at])
    }
    for (; at < shapes.length; at += 1) yield* this.#unpackedNames(from + at, keeps[at])
  }

  *#unpackedNames(at: number, keep: Keep | undefined): Generator<UnitRun> {
    for (const units of this.#unpacked.byLot.get(this.#shapes[at]?.id ?? -1) ?? []) if (!units.gone) yield* runOf(at, units, keep)
  }

  /** Whether a unit is in scope, asked once each time that it is read; undefined: all are. */
  #keeping(shape: Shape): Keep | undefined {
    if (!isChosen(shape)) return undefined
    const gone = new Map(shape.gone)
    return (object) => !takeOne(gone, object) && (!shape.isCut || this.#inScope.has(object))
  }

  /** What was told late of units that had long been named stands among them. */
  async *#mixedNames(at: number, shape: Shape): AsyncGenerator<UnitRun> {
    const keep = this.#keeping(shape)
    const found: number[] = []
    const take = ({ gone, first }: UnitNumbers, offsets: Buffer | undefined): void => {
      if (gone || offsets === undefined) return
      readNumbers(first, offsets, (object) => {
        if (keep === undefined || keep(object)) found.push(object)
      })
    }
    await selectPacked(this.#transaction, [{ id: shape.id, wanted: true }], this.#asOf, (_, numbers, offsets) => take(numbers, offsets))
    for (const units of this.#unpacked.byLot.get(shape.id) ?? []) take(units, units.offsets)
    const objects = Float64Array.from(found).sort()
    for (let begin = 0; begin < objects.length; begin += blockOfNames) {
      const some = objects.subarray(begin, begin + blockOfNames)
      yield* this.#copied(
        at,
        `select o.uri from unnest('{${some.join(',')}}'::bigint[]) asked (id) join view_object o on o.id = asked.id order by o.id`,
      )
    }
  }

  #untoldNames(at: number, { id }: Shape): AsyncGenerator<UnitRun> {
    const { size } = this.#asOf
    return this.#copied(
      at,
      `select o.uri from (
        select distinct object from view_untold where class = ${id} and known_from < ${size} and (known_to is null or known_to >= ${size})
      ) u join view_object o on o.id = u.object order by u.object`,
    )
  }

  async *#copied(at: number, select: string): AsyncGenerator<UnitRun> {
    let names: string[] = []
    const rows = new CopyRows(this.#transaction.copyOut(`copy (${select}) to stdout (format binary)`))
    const row = new BinaryRow()
    for (let run = await rows.next(); run !== undefined; run = await rows.next()) {
      for (row.begin(run.bytes); row.at < run.end; ) {
        row.at += 2
        names.push(row.text() ?? '')
      }
      if (names.length < 1_000) continue
      yield { at, stem: '', names: names.join('\n'), count: names.length }
      names = []
    }
    if (names.length > 0) yield { at, stem: '', names: names.join('\n'), count: names.length }
  }
}

type Keep = (object: number) => boolean

/** Not every unit that is read is listed. */
const isChosen = ({ outside, gone }: Shape): boolean => outside > 0 || gone.size > 0

/** Takes one off its count. @returns whether there was one */
function takeOne(counts: Map<number, number>, object: number): boolean {
  const count = counts.size === 0 ? undefined : counts.get(object)
  if (count === undefined) return false
  if (count === 1) counts.delete(object)
  else counts.set(object, count - 1)
  return true
}

type Named = {
  readonly first: number
  readonly units: number
  readonly offsets: Buffer | null
  readonly stem: string
  readonly names: string
}

function* runOf(at: number, { first, units, offsets, stem, names }: Named, keep: Keep | undefined): Generator<UnitRun> {
  if (keep === undefined || offsets === null) {
    yield { at, stem, names, count: units }
    return
  }
  const all = names.split('\n')
  const kept: string[] = []
  readNumbers(first, offsets, (object, place) => {
    const name = all[place]
    if (name !== undefined && keep(object)) kept.push(name)
  })
  if (kept.length > 0) yield { at, stem, names: kept.join('\n'), count: kept.length }
}

/** One row after the other, through one reader. */
async function* rowsOf(transaction: Transaction, copy: string): AsyncGenerator<BinaryRow> {
  const rows = new CopyRows(transaction.copyOut(copy))
  const row = new BinaryRow()
  for (let run = await rows.next(); run !== undefined; run = await rows.next()) {
    row.begin(run.bytes)
    while (row.at < run.end) {
      row.at += 2
      yield row
    }
  }
}
