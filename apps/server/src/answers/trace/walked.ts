import type { Behind, Declaration, GenealogyEvent, GenealogyObject } from '../../views/genealogy/index.ts'

export type Walked = {
  readonly events: readonly GenealogyEvent[]
  readonly declarations: readonly Declaration[]
  readonly objects: ReadonlyMap<number, GenealogyObject>
  /** Instances of which no standing fact tells a lot. */
  readonly untold: ReadonlySet<number>
  /** Lots that such an instance may be of; whether a fact that names them stands. */
  readonly lots: ReadonlyMap<number, boolean>
  /** Classes with more of them, or more lots, than are followed one by one. */
  readonly crowded: { readonly units: ReadonlySet<number>; readonly lots: ReadonlySet<number> }
  readonly isBounded: boolean
}

/** What is asked about: objects; and the classes of what no fact names, which may exist all the same. */
export type Seeds = {
  readonly objects: readonly number[]
  readonly classesOfLots: readonly number[]
  readonly classesOfUnits: readonly number[]
  /** What events that meet a condition name: followed into its parts as well. */
  readonly exposed?: readonly number[]
  /** What has been read of them and of their classes. */
  readonly known?: readonly GenealogyObject[]
  /** Backward: what they are probably made of, where that was read with them. */
  readonly behind?: readonly Behind[]
}
