import type { Transaction } from '../../platform/database/index.ts'
import { BinaryRows } from './binary-rows.ts'
import { NamesOfBatch } from './names.ts'
import { line, selectDocumentIds, selectNext, selectObjects, selectSourceIds } from './store.ts'

/** What was asked for lately. A key that was found stays until `turn` is called; one not asked for in a whole generation goes. */
class Generations {
  readonly #size: number
  #young = new Map<string, number>()
  #old = new Map<string, number>()

  constructor(size: number) {
    this.#size = size
  }

  get(key: string): number | undefined {
    const found = this.#young.get(key)
    if (found !== undefined) return found
    const older = this.#old.get(key)
    if (older !== undefined) this.#young.set(key, older)
    return older
  }

  set(key: string, value: number): void {
    this.#young.set(key, value)
  }

  turn(): void {
    if (this.#young.size < this.#size) return
    this.#old = this.#young
    this.#young = new Map()
  }
}

const rememberedObjects = 50_000
const rememberedDocuments = 1_000

const objectColumns = 5

/** What is remembered of an object: its number, and whether a word is open: its lot is untold, or what was put into the box. */
const wordOf = (id: number, isOpen: boolean): number => 2 * id + (isOpen ? 1 : 0)

/**
 * Dense numbers of sources, documents and objects, given out in the order in which facts first name them. What a batch finds or gives out
 * is remembered only when its transaction is known to stand.
 */
export class Numbers {
  #next: { source: number; document: number; object: number } | undefined
  #sources = new Map<string, number>()
  #documents = new Generations(rememberedDocuments)
  #objects = new Generations(rememberedObjects)
  #batchDocuments = new Map<string, number>()
  #names = new NamesOfBatch()
  /** By their places: the numbers of the objects, −1 where none was given out yet. */
  #ids: number[] = []
  /** By their places: whether no standing fact tells the lot of the instance, or what was put into the box, so far. */
  #open: boolean[] = []
  /** By their places: what is remembered. */
  #known: (number | undefined)[] = []
  #isStale = false
  /** Rows of what was numbered in this batch. */
  newSources: string[] = []
  newDocuments: string[] = []
  newObjects = new BinaryRows(objectColumns)
  /** Of these, the instances of a class. */
  newInstances: { readonly id: number; readonly classId: number; readonly index: number }[] = []
  newBoxes: { readonly id: number; readonly index: number }[] = []

  forget(): void {
    this.#next = undefined
    this.#sources = new Map()
    this.#documents = new Generations(rememberedDocuments)
    this.#objects = new Generations(rememberedObjects)
    this.#begin(new NamesOfBatch())
  }

  keep(): void {
    for (const [key, id] of this.#batchDocuments) this.#documents.set(key, id)
    const { uris } = this.#names
    for (let place = 0; place < uris.length; place += 1) {
      const uri = uris[place] ?? ''
      const id = this.#ids[place] ?? -1
      const word = wordOf(id, this.#open[place] === true)
      if (id >= 0 && this.#known[place] !== word) this.#objects.set(uri, word)
    }
    if (this.#isStale) this.#objects = new Generations(rememberedObjects)
    this.#documents.turn()
    this.#objects.turn()
    this.#begin(new NamesOfBatch())
  }

  #begin(names: NamesOfBatch): void {
    this.#batchDocuments = new Map()
    this.#names = names
    this.#ids = []
    this.#open = []
    this.#known = []
    this.#isStale = false
    this.newSources = []
    this.newDocuments = []
    this.newObjects = new BinaryRows(objectColumns)
    this.newInstances = []
    this.newBoxes = []
  }

  /** Looks up what a batch names and is not remembered, before it is asked for. */
  async load(transaction: Transaction, documents: Iterable<string>, names: NamesOfBatch): Promise<void> {
    this.#begin(names)
    if (this.#next === undefined) {
      this.#sources = await selectSourceIds(transaction)
      this.#next = await selectNext(transaction)
    }
    const unknownDocuments = new Set<string>()
    for (const key of documents) if (this.#documents.get(key) === undefined) unknownDocuments.add(key)
    this.#batchDocuments = await selectDocumentIds(transaction, [...unknownDocuments])
    const unknown: string[] = []
    for (let place = 0; place < names.uris.length; place += 1) {
      const uri = names.uris[place] ?? ''
      const word = this.#objects.get(uri)
      this.#known.push(word)
      this.#ids.push(word === undefined ? -1 : Math.floor(word / 2))
      this.#open.push(word !== undefined && word % 2 === 1)
      if (word === undefined) unknown.push(uri)
    }
    for (const { uri, id, isOpen } of await selectObjects(transaction, unknown)) {
      const place = names.placeOf(uri)
      this.#ids[place] = id
      this.#open[place] = isOpen
    }
  }

  #take(what: 'source' | 'document' | 'object'): number {
    if (this.#next === undefined) throw new Error('numbers are asked for before they are loaded')
    const id = this.#next[what]
    this.#next[what] += 1
    return id
  }

  source(name: string, index: number): number {
    const known = this.#sources.get(name)
    if (known !== undefined) return known
    const id = this.#take('source')
    this.#sources.set(name, id)
    this.newSources.push(line(id, name, index))
    return id
  }

  document(key: string, source: number, reference: string, receivedMs: number, index: number): number {
    const known = this.#documents.get(key) ?? this.#batchDocuments.get(key)
    if (known !== undefined) return known
    const id = this.#take('document')
    this.#batchDocuments.set(key, id)
    this.newDocuments.push(line(id, key, source, reference, receivedMs, index))
    return id
  }

  /** The number of what stands at a place of the batch's names, as the fact `index` names it; a class gets its own before what belongs to it. */
  object(place: number, index: number): number {
    const known = this.#ids[place] ?? -1
    if (known >= 0) return known
    const { uris, levels, classes } = this.#names
    const [uri, level] = [uris[place], levels[place]]
    if (uri === undefined || level === undefined) throw new Error('a place that the batch does not name')
    const classPlace = classes[place] ?? -1
    const classId = classPlace < 0 ? null : this.object(classPlace, index)
    const id = this.#take('object')
    this.#ids[place] = id
    this.newObjects.row().bigint(id).text(uri).text(level).bigint(classId).bigint(index)
    if (level === 'instance' && classId !== null) {
      this.newInstances.push({ id, classId, index })
      this.#open[place] = true
    } else if (level === 'logistic-unit') {
      this.newBoxes.push({ id, index })
      this.#open[place] = true
    }
    return id
  }

  /** A standing fact tells the lot of an instance, or what was put into a box. @returns whether none did before. */
  tell(place: number): boolean {
    if (this.#open[place] !== true) return false
    this.#open[place] = false
    return true
  }

  /** Something may have lost the last word of its lot or filling: what is open is asked for again. */
  forgetTold(): void {
    this.#isStale = true
  }

  /** The number of what an event of the batch named; null: nothing. */
  given(place: number): number | null {
    if (place < 0) return null
    const id = this.#ids[place] ?? -1
    if (id < 0) throw new Error('a place that no event of the batch was numbered with')
    return id
  }
}
