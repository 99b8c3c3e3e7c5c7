import type { Transaction } from '../../platform/database/index.ts'
import type { NamedObject } from './rules.ts'
import { line, selectDocumentIds, selectNext, selectObjectIds, selectSourceIds } from './store.ts'

/** The most used of the last so many keys: what was not asked for in one whole generation goes. */
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
    if (older !== undefined) this.set(key, older)
    return older
  }

  set(key: string, value: number): void {
    if (this.#young.size >= this.#size) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }
}

const rememberedObjects = 100_000
const rememberedDocuments = 1_000

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
  #batchObjects = new Map<string, number>()
  /** Rows of what was numbered in this batch. */
  newSources: string[] = []
  newDocuments: string[] = []
  newObjects: string[] = []

  forget(): void {
    this.#next = undefined
    this.#sources = new Map()
    this.#documents = new Generations(rememberedDocuments)
    this.#objects = new Generations(rememberedObjects)
    this.#begin()
  }

  keep(): void {
    for (const [key, id] of this.#batchDocuments) this.#documents.set(key, id)
    for (const [uri, id] of this.#batchObjects) this.#objects.set(uri, id)
    this.#begin()
  }

  #begin(): void {
    this.#batchDocuments = new Map()
    this.#batchObjects = new Map()
    this.newSources = []
    this.newDocuments = []
    this.newObjects = []
  }

  /** Looks up what a batch may name, before it is asked for. */
  async load(transaction: Transaction, documents: ReadonlySet<string>, uris: ReadonlySet<string>): Promise<void> {
    this.#begin()
    if (this.#next === undefined) {
      this.#sources = await selectSourceIds(transaction)
      this.#next = await selectNext(transaction)
    }
    const askedDocuments: string[] = []
    for (const key of documents) {
      const id = this.#documents.get(key)
      if (id === undefined) askedDocuments.push(key)
      else this.#batchDocuments.set(key, id)
    }
    for (const [key, id] of await selectDocumentIds(transaction, askedDocuments)) this.#batchDocuments.set(key, id)
    const askedObjects: string[] = []
    for (const uri of uris) {
      const id = this.#objects.get(uri)
      if (id === undefined) askedObjects.push(uri)
      else this.#batchObjects.set(uri, id)
    }
    await selectObjectIds(transaction, askedObjects, this.#batchObjects)
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
    const known = this.#batchDocuments.get(key)
    if (known !== undefined) return known
    const id = this.#take('document')
    this.#batchDocuments.set(key, id)
    this.newDocuments.push(line(id, key, source, reference, receivedMs, index))
    return id
  }

  object(named: NamedObject, index: number): number {
    const { uri, level, classUri } = named
    const known = this.#batchObjects.get(uri)
    if (known !== undefined) return known
    const classId = classUri === null || classUri === uri ? null : this.object({ uri: classUri, level: 'class', classUri: null }, index)
    const id = this.#take('object')
    this.#batchObjects.set(uri, id)
    this.newObjects.push(line(id, uri, level, classId, index))
    return id
  }
}
