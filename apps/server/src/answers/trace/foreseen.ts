import {
  type Behind,
  type Filling,
  type Reads,
  type SourceState,
  selectBehind,
  selectFillings,
  selectOriginTouches,
  selectUntold,
  selectUntoldAmong,
  type Touch,
  type Untold,
} from '../../views/genealogy/index.ts'
import type { Loading } from './loading.ts'
import { limits } from './model.ts'

type Reading = {
  readonly reads: Reads
  readonly asOf: number
  readonly sources: ReadonlyMap<number, SourceState>
  readonly loading: Loading
}

/** Things that a walk takes up; `isWhole`: with their members. */
type Taken = { readonly ids: readonly number[]; isLot(id: number): boolean; isWhole(id: number): boolean }

/**
 * What a walk backward asks of the views. What it will probably ask is read ahead, all at once, and told when it is asked for: step by step, a walk is as many
 * round trips as things are deep. What was not foreseen is read when it is asked for; what was foreseen and is not asked for is not told.
 */
export class Foreseen {
  readonly #reading: Reading
  readonly #touches = new Kept<string, Touch>()
  readonly #untold = new Kept<number, Untold>()
  readonly #untoldAmong = new Kept<number, Untold>()
  readonly #fillings = new Kept<number, Filling>()
  readonly #seen = new Set<number>()
  #behind: readonly Behind[] | undefined
  #isAhead = false

  constructor(reading: Reading) {
    this.#reading = reading
  }

  /** @param behind what is probably behind all that is taken up first */
  expect(behind: readonly Behind[]): void {
    this.#behind = behind
  }

  /** Reads what these things are probably made of. */
  async #look(ids: readonly number[]): Promise<void> {
    const { reads, asOf } = this.#reading
    const behind = this.#behind ?? (await selectBehind(reads, { ids }, asOf))
    this.#behind = undefined
    await this.#readAhead(behind)
  }

  async #readAhead(behind: readonly Behind[]): Promise<void> {
    for (const { id } of behind) this.#seen.add(id)
    const idsAs = (...follows: readonly Behind['follow'][]): number[] => [
      ...new Set(behind.flatMap(({ id, follow }) => (follows.includes(follow) ? [id] : []))),
    ]
    const lots = new Set(behind.flatMap(({ id, level }) => (level === 'lot' ? [id] : [])))
    const whole = new Set(idsAs('whole'))
    const classes = behind.flatMap(({ id, classId }) => (lots.has(id) && whole.has(id) && classId !== null ? [classId] : []))
    const ids = idsAs('whole', 'itself')
    this.#isAhead = true
    const asked = Promise.all([
      this.#touchesOf({ ids, isLot: (id) => lots.has(id), isWhole: (id) => whole.has(id) }),
      this.fillings(idsAs('device')),
      this.untold([...new Set(classes)]),
      this.untoldAmong(ids),
    ])
    this.#isAhead = false
    const [touches, fillings] = await asked
    await this.#reading.loading.lookAhead(
      behind,
      [...touches, ...fillings].flatMap(({ event }) => event ?? []),
    )
  }

  /** `selectOriginTouches` of them. Where nothing was foreseen of them, the rest of the way is. */
  async touches(taken: Taken): Promise<Touch[]> {
    const { ids } = taken
    if (ids.length <= limits.foreseen && !ids.some((id) => this.#seen.has(id))) await this.#look(ids)
    return this.#touchesOf(taken)
  }

  #touchesOf({ ids, isLot, isWhole }: Taken): Promise<Touch[]> {
    const { reads, asOf, sources } = this.#reading
    const keyOf = (id: number): string => (isWhole(id) ? `${id} whole` : `${id}`)
    const byKey = new Map(ids.map((id) => [keyOf(id), id]))
    const select = (keys: readonly string[]): Promise<Touch[]> => {
      const missing = keys.flatMap((key) => byKey.get(key) ?? [])
      const [lots, objects] = [missing.filter(isLot), missing.filter((id) => !isLot(id))]
      return selectOriginTouches(reads, { objects, lots, whole: missing.filter(isWhole), sources }, asOf)
    }
    return this.#touches.of([...byKey.keys()], this.#isAhead, {
      select,
      keyOf: ({ asMember, lot, object }) => keyOf((asMember ? lot : null) ?? object),
    })
  }

  /** `selectUntold` of these classes, of each one more than is followed at most. */
  untold(classes: readonly number[]): Promise<Untold[]> {
    const { reads, asOf } = this.#reading
    const select = (missing: readonly number[]): Promise<Untold[]> => selectUntold(reads, missing, asOf, limits.untold + 1)
    return this.#untold.of(classes, this.#isAhead, { select, keyOf: ({ classId }) => classId })
  }

  untoldAmong(objects: readonly number[]): Promise<Untold[]> {
    const { reads, asOf } = this.#reading
    const select = (missing: readonly number[]): Promise<Untold[]> => selectUntoldAmong(reads, missing, asOf)
    return this.#untoldAmong.of(objects, this.#isAhead, { select, keyOf: ({ object }) => object })
  }

  fillings(devices: readonly number[]): Promise<Filling[]> {
    const { reads, asOf } = this.#reading
    const select = (missing: readonly number[]): Promise<Filling[]> => selectFillings(reads, missing, asOf)
    return this.#fillings.of(devices, this.#isAhead, { select, keyOf: ({ device }) => device })
  }
}

type Selecting<Key, Row> = { select(keys: readonly Key[]): Promise<Row[]>; keyOf(row: Row): Key }

/** Rows by what they were asked for, where they were read ahead. */
class Kept<Key, Row> {
  readonly #rows = new Map<Key, Row[]>()

  async of(keys: readonly Key[], isAhead: boolean, { select, keyOf }: Selecting<Key, Row>): Promise<Row[]> {
    const known = keys.flatMap((key) => this.#rows.get(key) ?? [])
    const missing = keys.filter((key) => !this.#rows.has(key))
    const read = await select(missing)
    if (isAhead) {
      for (const key of missing) this.#rows.set(key, [])
      for (const row of read) this.#rows.get(keyOf(row))?.push(row)
    }
    return known.length === 0 ? read : [...known, ...read]
  }
}
