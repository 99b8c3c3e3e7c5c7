import type { Transaction } from '../../platform/database/index.ts'
import type { NamedObject } from './rules.ts'
import { line, selectDocumentIds, selectNext, selectObjectIds, selectSourceIds } from './store.ts'

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
  /** Of these, the instances of a class. */
  newInstances: { readonly id: number; readonly classId: number; readonly index: number }[] = []

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
    this.#documents.turn()
    this.#objects.turn()
    this.#begin()
  }

  #begin(): void {
    this.#batchDocuments = new Map()
    this.#batchObjects = new Map()
    this.newSources = []
    this.newDocuments = []
    this.newObjects = []
    this.newInstances = []
  }

  /** Looks up what a batch may name and is not remembered, before it is asked for. */
  async load(transaction: Transaction, documents: Iterable<string>, objects: Iterable<NamedObject>): Promise<void> {
    this.#begin()
    if (this.#next === undefined) {
      this.#sources = await selectSourceIds(transaction)
      this.#next = await selectNext(transaction)
    }
    const unknownDocuments = new Set<string>()
    for (const key of documents) if (this.#documents.get(key) === undefined) unknownDocuments.add(key)
    this.#batchDocuments = await selectDocumentIds(transaction, [...unknownDocuments])
    const unknownUris = new Set<string>()
    for (const { uri, classUri } of objects) {
      if (this.#objects.get(uri) !== undefined) continue
      unknownUris.add(uri)
      if (classUri !== null && this.#objects.get(classUri) === undefined) unknownUris.add(classUri)
    }
    this.#batchObjects = await selectObjectIds(transaction, [...unknownUris])
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

  object(named: NamedObject, index: number): number {
    const { uri, level, classUri } = named
    const known = this.#objects.get(uri) ?? this.#batchObjects.get(uri)
    if (known !== undefined) return known
    const classId = classUri === null || classUri === uri ? null : this.object({ uri: classUri, level: 'class', classUri: null }, index)
    const id = this.#take('object')
    this.#batchObjects.set(uri, id)
    this.newObjects.push(line(id, uri, level, classId, index))
    if (level === 'instance' && classId !== null) this.newInstances.push({ id, classId, index })
    return id
  }
}
