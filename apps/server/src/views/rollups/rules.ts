import { lotDataIn } from '../genealogy/index.ts'
import { addDecimals } from './decimals.ts'
import type { Deed, DeedRole, LotDeed, Mix, MixMode, MixPart } from './model.ts'
import type { Part, ToldEvent } from './reading.ts'
import { isContainer, type Thing } from './things.ts'

/** What must be known beside an event to say what it means for lots; all of it as known at one size of the log. */
export type Around = {
  thing(id: number): Thing
  /** Lots that standing facts state for an instance, ascending. */
  lotsOf(instance: Thing): readonly number[]
  /** What lay in a container at the time of the event, at every depth, containers left out. */
  contentsOf(container: Thing): readonly Content[]
  /** All that tell the happening, itself first. */
  readonly tellings: readonly ToldEvent[]
  /** The standing events of the same making, itself included. */
  readonly joined: readonly ToldEvent[]
  /** Another source says that it did not happen so, or it is told by history of a lower grade alone. */
  isDoubtful(event: ToldEvent): boolean
  /** Whether no other standing event speaks of what the instance is made of in these products, or takes something out of it. */
  isFittedOnce(instance: Thing): boolean
  /** Whether the instance comes to be in no other standing event. */
  isMadeOnce(instance: Thing): boolean
  /** Whether another standing event tells that the instance was put somewhere, not surely before: then it may have been taken out without a word. */
  isPutElsewhere(instance: Thing): boolean
  /** Whether a standing event tells that by then this part was put into this instance. */
  isPutIn(unit: Thing, part: Thing): boolean
  /** Whether anything is told of the instance by then. */
  isKnownBefore(instance: Thing): boolean
}

export type Content = {
  readonly object: number
  /** Null: an instance. */
  readonly quantity: string | null
  readonly uom: string | null
  /** It may have been left behind, or taken out, without a word. */
  readonly doubtful: boolean
}

/** One thing or quantity as it takes part, containers replaced by what lay in them. */
type Piece = { readonly thing: Thing; readonly quantity: string | null; readonly uom: string | null; readonly doubtful: boolean }

/** A trade item that others are put into is made of them; any other parent only holds them (trace-semantics §2). */
const isPacking = ({ type, parts }: ToldEvent): boolean =>
  type === 'AggregationEvent' && parts.some(({ role, thing }) => role === 'parent' && isContainer(thing))

/** What one standing event means for lots: a pure function of it and of what is known around it. In a fixed order. */
export function deedsOf(event: ToldEvent, around: Around): LotDeed[] {
  const tally = new Tally(event, around)
  const withRole = (role: Part['role']): Part[] => event.parts.filter((part) => part.role === role)
  switch (event.type) {
    case 'TransformationEvent':
      tally.make(withRole('output'))
      tally.take('used', withRole('input'))
      break
    case 'AssociationEvent':
    case 'AggregationEvent':
      if (isPacking(event)) tally.see(withRole('child'))
      else tally.fit(withRole('parent'), withRole('child'))
      break
    case 'ObjectEvent':
      if (event.action === 'ADD') tally.take('made', withRole('epc'))
      else tally.take('moved', withRole('epc'))
      break
    default:
      tally.see([...withRole('epc'), ...withRole('child')])
  }
  return tally.rows()
}

/** A lot, or what stands for it: the class of what no lot is told of, or the thing itself where it has none. */
function standIns(object: Thing, around: Around): readonly number[] {
  if (object.level !== 'instance') return [object.id]
  const lots = around.lotsOf(object)
  return lots.length > 0 ? lots : [object.classId ?? object.id]
}

type Row = { -readonly [Key in keyof LotDeed]: LotDeed[Key] }

class Tally {
  readonly #event: ToldEvent
  readonly #around: Around
  readonly #rows = new Map<string, Row>()
  readonly #deeds = new Map<DeedRole, Deed>()
  readonly #isDoubtful: boolean
  #last: Row | undefined

  constructor(event: ToldEvent, around: Around) {
    this.#event = event
    this.#around = around
    this.#isDoubtful = around.isDoubtful(event)
  }

  rows(): LotDeed[] {
    return [...this.#rows.values()]
  }

  make(outputs: readonly Part[]): void {
    const { joined } = this.#around
    const inputs = joined.filter((other) => !isSurelyLater(other, this.#event)).flatMap((other) => inputsOf(other))
    const again = new Set(inputs.map(({ thing }) => thing))
    const isOpen = (other: ToldEvent): boolean => !isSurelyBefore(other, this.#event) && !isSurelyLater(other, this.#event)
    const unordered = joined.some((other) => other !== this.#event && inputsOf(other).length > 0 && isOpen(other))
    const isOne = outputs.length === 1 && isSingleUnit(outputs[0])
    const isStated = joined.some(({ details }) => (details.takes ?? []).length > 0)
    const isPooled = joined.some(({ details }) => details.pools === true)
    const mode: MixMode = isStated ? 'stated' : isOne ? 'single' : isPooled ? 'pooled' : 'plain'
    const mix = this.#mixOf(mode, this.#pieces(inputs), joined)
    const doubtful = unordered || isStated || joined.some((other) => this.#around.isDoubtful(other))
    for (const { thing, quantity, uom } of outputs) {
      const piece = { thing, quantity, uom, doubtful }
      if (again.has(thing)) this.#add('fitted', piece, mix)
      else this.#add('made', piece, mix)
    }
  }

  fit(parents: readonly Part[], children: readonly Part[]): void {
    const pieces = this.#pieces(children)
    if (this.#event.action === 'DELETE') {
      for (const piece of pieces) this.#takeOut(piece, parents)
      // What was taken out of it was in it, since when nobody says (trace-semantics §2). Of what nothing else is told, not even the lot, it is enough that it
      // comes from there: by lots it stands for any of its product, and all of them would be in scope with the device.
      const told = pieces.filter((piece) => !this.#isNew(piece) || this.#around.lotsOf(piece.thing).length > 0)
      for (const parent of parents) {
        const unseen = told.filter(({ thing }) => !this.#around.isPutIn(parent.thing, thing))
        if (unseen.length > 0) this.#fitOne(parent, unseen, true)
      }
      return
    }
    const isOpen = this.#event.action !== 'ADD' || children.some(({ thing }) => this.#around.isPutElsewhere(thing))
    for (const parent of parents) this.#fitOne(parent, pieces, isOpen)
    for (const piece of pieces) this.#add('used', piece, null)
  }

  #fitOne({ thing, quantity, uom }: Part, pieces: readonly Piece[], isOpen: boolean): void {
    const isUnit = thing.level === 'instance'
    const mix = this.#mixOf(isUnit ? 'single' : 'plain', pieces, [this.#event])
    this.#add('fitted', { thing, quantity, uom, doubtful: isOpen || !isUnit }, mix)
  }

  /** A part of which nothing was told before comes from the unit that it is taken out of (§8.14). */
  #takeOut(piece: Piece, parents: readonly Part[]): void {
    const mix = this.#isNew(piece) ? this.#mixOf('plain', this.#pieces(parents), [this.#event]) : null
    this.#add('taken', { ...piece, doubtful: true }, mix)
  }

  #isNew({ thing }: Piece): boolean {
    return thing.level === 'instance' && !this.#around.isKnownBefore(thing)
  }

  take(role: DeedRole, parts: readonly Part[]): void {
    for (const piece of this.#pieces(parts)) this.#add(role, piece, null)
  }

  /** Things by their names, seen somewhere; a quantity that is packed or told again is no other. */
  see(parts: readonly Part[]): void {
    this.take(
      'moved',
      parts.filter(({ thing, quantity }) => quantity === null && !isContainer(thing)),
    )
  }

  #pieces(parts: readonly Part[]): Piece[] {
    const pieces: Piece[] = []
    for (const { thing, quantity, uom } of parts) {
      if (!isContainer(thing)) pieces.push({ thing, quantity, uom, doubtful: false })
      else
        for (const { object, ...content } of this.#around.contentsOf(thing)) pieces.push({ thing: this.#around.thing(object), ...content })
    }
    return pieces
  }

  #mixOf(mode: MixMode, pieces: readonly Piece[], events: readonly ToldEvent[]): Mix | null {
    const substitutes = events.some(({ details }) => (details.substitutes ?? []).length > 0)
    const parts = new Map<string, MixPart>()
    const add = (part: MixPart): void => {
      parts.set(`${part.lot} ${part.product} ${part.named}`, part)
    }
    for (const { thing, quantity } of pieces) {
      const product = thing.level === 'class' ? thing.id : thing.classId
      for (const lot of standIns(thing, this.#around)) add({ lot, product, named: thing.level === 'instance' && quantity === null })
    }
    if (parts.size === 0) return null
    return {
      // A substitute counts as what it replaces, which is not known here.
      mode: substitutes ? 'stated' : mode,
      parts: [...parts.values()].sort(byLot),
    }
  }

  #add(role: DeedRole, { thing, quantity, uom, doubtful }: Piece, mix: Mix | null): void {
    const isUnit = thing.level === 'instance' && quantity === null
    const lots = standIns(thing, this.#around)
    const sure = !doubtful && !this.#isDoubtful && lots.length === 1 && (!isUnit || this.#isUndisputed(role, thing))
    for (const lot of lots) {
      const row = this.#row(lot, role, isUnit ? null : uom, sure, mix)
      if (isUnit) row.units += 1
      else row.quantity = sumOf(row.quantity, quantity)
    }
  }

  /** What follows upon each other is mostly of one lot. */
  #row(lot: number, role: DeedRole, uom: string | null, sure: boolean, mix: Mix | null): Row {
    const last = this.#last
    if (last?.lot === lot && last.deed.role === role && last.uom === uom && last.sure === sure && (last.mix === null) === (mix === null))
      return last
    const key = `${lot} ${role} ${uom} ${sure} ${mix === null}`
    const known = this.#rows.get(key)
    const row = known ?? { lot, deed: this.#deed(role), mix, units: 0, quantity: null, uom, sure }
    if (known === undefined) this.#rows.set(key, row)
    this.#last = row
    return row
  }

  #isUndisputed(role: DeedRole, instance: Thing): boolean {
    if (role === 'fitted') return this.#around.isFittedOnce(instance)
    return role !== 'made' || this.#around.isMadeOnce(instance)
  }

  #deed(role: DeedRole): Deed {
    const deed = this.#deeds.get(role) ?? this.#readDeed(role)
    this.#deeds.set(role, deed)
    return deed
  }

  #readDeed(role: DeedRole): Deed {
    const { type, action, bizStep, disposition, bizLocation, readPoint, consignor, consignee, details } = this.#event
    const processing = details.transactions?.some((transaction) => transaction.type === productionOrder) === true
    const isOutput = role === 'fitted' && type === 'TransformationEvent'
    const lotData = role === 'made' || role === 'moved' || isOutput ? lotDataOf(this.#around.tellings) : null
    return { role, type, action, bizStep, disposition, place: bizLocation ?? readPoint, consignor, consignee, processing, lotData }
  }
}

const sumOf = (left: string | null, right: string | null): string | null =>
  left === null ? right : right === null ? left : addDecimals(left, right)
const productionOrder = 'https://ref.gs1.org/cbv/BTT-prodorder'
const inputsOf = ({ parts }: ToldEvent): Part[] => parts.filter(({ role }) => role === 'input')
const byLot = (left: MixPart, right: MixPart): number =>
  left.lot - right.lot || (left.product ?? -1) - (right.product ?? -1) || Number(left.named) - Number(right.named)

function isSingleUnit(output: Part | undefined): boolean {
  if (output === undefined) return false
  return output.thing.level === 'instance' || (output.quantity === '1' && output.uom === null)
}

/** Only declared uncertainties are known here: where none is, nothing is sure. */
function isSurelyBefore(one: ToldEvent, other: ToldEvent): boolean {
  if (one.uncertaintyMs === null || other.uncertaintyMs === null) return false
  return one.occurred.toMs + one.uncertaintyMs < other.occurred.fromMs - other.uncertaintyMs
}
const isSurelyLater = (one: ToldEvent, other: ToldEvent): boolean => isSurelyBefore(other, one)

/** What one lot has only once, as told of one happening; several values stand on a line each. */
function lotDataOf(tellings: readonly ToldEvent[]): string | null {
  const told = new Map<string, string>()
  for (const [what, day] of tellings.flatMap(({ details }) => lotDataIn(details))) {
    const known = told.get(what)?.split('\n') ?? []
    told.set(what, [...new Set([...known, day])].sort().join('\n'))
  }
  const suppliers = [...new Set(tellings.flatMap(({ details }) => (details.supplierLot ?? []).map(({ supplier }) => supplier)))].sort()
  if (suppliers.length > 0) told.set('supplier', suppliers.join(' '))
  return told.size === 0 ? null : JSON.stringify(Object.fromEntries([...told].sort(([left], [right]) => (left < right ? -1 : 1))))
}
