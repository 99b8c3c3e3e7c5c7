import type { Transaction } from '../../platform/database/index.ts'
import type { GenealogyObject, Participation } from '../genealogy/index.ts'
import { copyOut } from './binary-rows.ts'
import type { ToldEvent } from './reading.ts'

/** An object that events name, and what was read of what they tell of it. */
export type Thing = {
  readonly id: number
  level: GenealogyObject['level'] | undefined
  classId: number | null
  /** The fact that named it first: nothing before that fact speaks of it. */
  knownFrom: number
  readonly mentions: Mention[]
}

/** That an event names a thing, in a role, and maybe its lot. */
export type Mention = {
  readonly by: Pick<ToldEvent, 'index' | 'type' | 'action' | 'occurred' | 'voidedAt'>
  readonly role: Participation['role']
  readonly lot: number | null
}

const containerLevels: ReadonlySet<string> = new Set(['logistic-unit', 'asset', 'consignment', 'shipment', 'place', 'party'])
export const isContainer = ({ level }: Thing): boolean => level !== undefined && containerLevels.has(level)
export const isLotOrClass = ({ level }: Thing): boolean => level === 'lot' || level === 'class'

/** Objects by number. Each is here once; what it is is read for many at a time. */
export class Things {
  readonly #all = new Map<number, Thing>()
  #unread: Thing[] = []

  /** To be used for more than its number after the next `read`. */
  of(id: number): Thing {
    const known = this.#all.get(id)
    if (known !== undefined) return known
    const thing: Thing = { id, level: undefined, classId: null, knownFrom: -1, mentions: [] }
    this.#all.set(id, thing)
    this.#unread.push(thing)
    return thing
  }

  async read(transaction: Transaction): Promise<void> {
    const unread = this.#unread
    this.#unread = []
    if (unread.length === 0) return
    const ids = unread.map(({ id }) => id).join(',')
    await copyOut(transaction, `select id, level, class, known_from from view_object where id = any('{${ids}}'::bigint[])`, (row) => {
      const thing = this.of(row.bigint())
      thing.level = row.word<GenealogyObject['level']>() ?? undefined
      thing.classId = row.optional()
      thing.knownFrom = row.bigint()
    })
    const absent = unread.find(({ level }) => level === undefined)
    if (absent !== undefined) throw new Error(`an event names object ${absent.id}, which is not there`)
  }
}
