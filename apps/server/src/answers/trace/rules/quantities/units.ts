import { isLess, minus } from '../basis/rational.ts'
import { isAbout, isWithOthers, ownAt, type Where, where } from './accounts.ts'
import { type Amounts, placeOfShipment } from './amounts.ts'
import type { Told } from './deeds.ts'
import type { Items } from './items.ts'
import { isCount } from './terms.ts'
import { identifyUnit, moveUnit, poolFor, type Unit } from './unit-moves.ts'

/**
 * Instances told by their own names: each goes its own way, and takes one out of the quantity that covers it, so that nothing counts twice (§3, unnamed
 * quantities). Its place moves with its own events and those of its containers.
 */
export class Units {
  readonly #items: Items
  readonly #amounts: Amounts
  readonly #units = new Map<string, Unit>()

  constructor(items: Items, amounts: Amounts) {
    this.#items = items
    this.#amounts = amounts
  }

  placeOf(id: string): Where | undefined {
    return this.#units.get(id)?.at
  }

  take(id: string, told: Told): void {
    const unit = this.#unit(id)
    switch (told.deed) {
      case 'ship':
        this.#ship(unit, told)
        break
      case 'take-back':
        this.#takeBack(unit, told)
        break
      case 'receive':
        this.#receive(unit, told)
        break
      case 'add':
        this.#add(unit, told, isCount(told.event) ? 'found' : 'made', false)
        break
      case 'end':
      case 'use':
        this.#end(unit, told)
        break
      default:
        this.see(id, told)
    }
  }

  /** Came out of a making. */
  make(id: string, told: Told): void {
    this.#add(this.#unit(id), told, 'made', true)
  }

  /** It is where the event is told; what has come to an end is not there again for being looked at. */
  see(id: string, told: Told): void {
    const unit = this.#unit(id)
    if (unit.at !== undefined && !isAbout(unit.at) && !(unit.at.at === 'used there' && told.here?.isOwn === true)) return
    const target = this.#here(unit, told)
    if (target !== undefined) this.#go(unit, target, told)
  }

  /** Material of something else from now on. */
  consume(id: string, told: Told): void {
    const unit = this.#unit(id)
    if (unit.at !== undefined && !isAbout(unit.at)) return
    if (unit.at === undefined) this.see(id, told)
    const party = unit.at !== undefined && isWithOthers(unit.at) ? unit.at.place : undefined
    this.#go(unit, party === undefined ? where('consumed') : where('used there', party, unit.at?.via), told)
  }

  /** Taken out of what it was part of: with ourselves, or with who opened it. */
  free(id: string, told: Told, isOpened: boolean, via: string): void {
    const unit = this.#unit(id)
    const { here, site, event } = told
    const target = here?.isOwn === false ? (isOpened ? where('held', here.party, via) : ownAt('')) : ownAt(site)
    if (unit.at !== undefined && isAbout(unit.at)) this.#go(unit, target, told)
    else moveUnit(unit, where('found'), target, event)
  }

  /** A complete look into its container did not find it: nobody knows, and who had it last is who had the container. */
  lose(id: string, { event }: Told): void {
    const unit = this.#unit(id)
    const { at, before, account, amount } = unit
    if (at === undefined || !isAbout(at)) return
    const last = at.at === 'own' && before !== undefined && isWithOthers(before) ? before : at
    if (last !== at) account.takeBackOf(id, last, at, amount, event)
    account.move(last, where('lost', last.place, last.via), amount, event, id)
    unit.before = last
    unit.at = where('lost', last.place, last.via)
  }

  #unit(id: string): Unit {
    const known = this.#units.get(id)
    if (known !== undefined) return known
    const unit: Unit = {
      id,
      account: this.#items.accountOfUnit(id),
      amount: this.#items.unitsOf(id),
      at: undefined,
      before: undefined,
      wasOut: false,
      isBought: false,
    }
    this.#units.set(id, unit)
    return unit
  }

  #here({ at }: Unit, { here, site }: Told): Where | undefined {
    if (here?.isOwn === false) return where('held', here.party, at !== undefined && isWithOthers(at) ? at.via : here.party)
    // Nobody knows whose place it is: it is still with whom it was.
    if (here === undefined && at !== undefined && isWithOthers(at)) return undefined
    if (site === '' && at?.at === 'own') return undefined
    return ownAt(site)
  }

  #ship(unit: Unit, told: Told): void {
    const { from, to, event } = told
    if (from?.isOwn === false && !(unit.at !== undefined && isWithOthers(unit.at)) && !from.isProcessor)
      this.#comeTo(unit, from.party, told)
    const via = unit.at !== undefined && isWithOthers(unit.at) ? unit.at.via : from?.isOwn === false ? '' : (to?.party ?? '')
    const target = placeOfShipment(to, from, via)
    const added = this.#amounts.incrementOf(told, unit.account, unit.amount)
    const isCovered = isLess(minus(added, unit.amount)) && !isLess(minus(unit.account.unnamedAt(target), unit.amount))
    if (isCovered && unit.at?.at === 'own') unit.account.takeBack(unit.at, target, unit.amount, event)
    if (unit.at === undefined)
      this.#first(unit, from?.isOwn === false ? where('held', from.party, via) : ownAt(from?.site ?? told.site), told)
    moveUnit(unit, unit.at ?? ownAt(''), target, event)
  }

  #takeBack(unit: Unit, { event, from, site }: Told): void {
    if (unit.at === undefined || !isWithOthers(unit.at)) return
    const target = ownAt(from?.isOwn === true ? from.site : site)
    unit.account.takeBackOf(unit.id, target, unit.at, unit.amount, event)
    unit.before = unit.at
    unit.at = target
  }

  #receive(unit: Unit, told: Told): void {
    const { from, to, site } = told
    const isNew = !isLess(minus(this.#amounts.incrementOf(told, unit.account, unit.amount), unit.amount))
    if (to?.isOwn === false) {
      this.#comeTo(unit, to.party, told)
      return
    }
    const target = ownAt(to?.site !== undefined && to.site !== '' ? to.site : site)
    if (unit.at === undefined && from !== undefined && (!from.isOwn || from.isProcessor)) {
      this.#receiveFirst(unit, target, told)
      return
    }
    // Here by what is told, and it comes from somebody: it was there, and nobody told that it had left.
    if (isNew && unit.at?.at === 'own' && from?.isOwn === false && !unit.wasOut && !unit.isBought) this.#comeTo(unit, from.party, told)
    this.#go(unit, target, told)
  }

  /** From outside, and nobody told of it before: new, or one of a quantity that another system told of as received, or of what was sent out. */
  #receiveFirst(unit: Unit, target: Where, told: Told): void {
    const { account, amount } = unit
    const pool = account.places(
      ({ at, place, via }) => (at === 'back' || at === 'held' || at === 'way') && place === told.from?.party && via !== '',
    )
    const [from] = pool.filter((place) => !isLess(minus(account.unnamedAt(place), amount)))
    if (from === undefined) {
      if (this.#amounts.isCovered(told.event, account, amount, true)) account.takeBack(where('received'), target, amount, told.event)
      moveUnit(unit, where('received'), target, told.event)
      return
    }
    identifyUnit(unit, from, told.event)
    this.#go(unit, target, told)
  }

  /** A party has it. Where that is told of no shipment by its name, it is one of a quantity that went there; else its dispatch was not told. */
  #comeTo(unit: Unit, party: string, told: Told): void {
    const { at, account, amount } = unit
    if (at !== undefined && isWithOthers(at)) {
      moveUnit(unit, at, where('held', party, at.via), told.event)
      return
    }
    if (at !== undefined && at.at !== 'own') {
      if (at.at === 'lost' || at.at === 'used there' || at.at === 'destroyed there')
        moveUnit(unit, at, where('held', party, at.via), told.event)
      else moveUnit(unit, at, where('held', party, party), told.event)
      return
    }
    const pool = account.places((place) => isWithOthers(place) && place.place === party && !isLess(minus(account.unnamedAt(place), amount)))
    const [there] = pool.toSorted((left, right) => (left.at === 'held' ? 0 : 1) - (right.at === 'held' ? 0 : 1))
    if (at === undefined) {
      this.#first(unit, there ?? where('held', party, this.#amounts.isOurs(account) ? party : ''), told, there !== undefined)
      return
    }
    if (there !== undefined) account.takeBack(at, there, amount, told.event)
    else this.#amounts.undispatched.push({ account, amount, party, event: told.event })
    moveUnit(unit, at, there ?? where('held', party, party), told.event)
    if (there?.at === 'way') moveUnit(unit, there, where('held', party, there.via), told.event)
  }

  #add(unit: Unit, told: Told, how: 'made' | 'found', isMade: boolean): void {
    const { at, account, amount } = unit
    const { event, here, site } = told
    if (at !== undefined && isAbout(at)) {
      this.see(unit.id, told)
      return
    }
    if (here?.isOwn === false) {
      moveUnit(unit, where('outside', here.party), where('held', here.party), event)
      return
    }
    const target = ownAt(site)
    if (at !== undefined) {
      moveUnit(unit, where('found'), target, event)
      return
    }
    if (this.#amounts.isCovered(event, account, amount, isMade)) identifyUnit(unit, poolFor(unit, target) ?? target, told.event)
    else moveUnit(unit, where(how), target, event)
    this.#go(unit, target, told)
  }

  #end(unit: Unit, told: Told): void {
    const { event, here } = told
    if (unit.at === undefined) this.#go(unit, this.#here(unit, told) ?? ownAt(told.site), told)
    if (here?.isOwn === false && unit.at?.at === 'own') this.#comeTo(unit, here.party, told)
    const { at } = unit
    if (at === undefined || !isAbout(at)) return
    const ending = this.#amounts.endingOf(event, unit.account)
    const there = ending === 'used' ? 'used there' : 'destroyed there'
    if (isWithOthers(at) && here?.isOwn !== true) {
      moveUnit(unit, at, where(there, at.place, at.via), event)
      return
    }
    if (isWithOthers(at)) this.#go(unit, ownAt(told.site), told)
    moveUnit(unit, unit.at ?? at, where(ending), event)
  }

  /** Goes there by its own name. */
  #go(unit: Unit, target: Where, told: Told): void {
    if (target.at === 'held' && unit.at?.at !== 'held') {
      this.#comeTo(unit, target.place, told)
      return
    }
    if (unit.at === undefined) this.#first(unit, target.at === 'own' ? target : ownAt(''), told)
    if (unit.at !== undefined) moveUnit(unit, unit.at, target, told.event)
  }

  /** Met for the first time, and not where it comes to be: one of a quantity that is told to be there, else of what nobody explains. */
  #first(unit: Unit, target: Where, told: Told, isThere = false): void {
    if (target.at === 'own') {
      const pool = poolFor(unit, target)
      if (pool !== undefined) {
        this.#amounts.isCovered(told.event, unit.account, unit.amount, false)
        identifyUnit(unit, pool, told.event)
        return
      }
      moveUnit(unit, where('lost', target.place), target, told.event)
      return
    }
    if (isThere) {
      identifyUnit(unit, target, told.event)
      return
    }
    const pool = poolFor(unit, ownAt(''))
    if (pool === undefined || target.via === '') {
      const beginning = target.via === '' ? where('outside', target.place) : where('lost', target.place, target.via)
      moveUnit(unit, beginning, target, told.event)
      return
    }
    identifyUnit(unit, pool, told.event)
    this.#amounts.undispatched.push({ account: unit.account, amount: unit.amount, party: target.place, event: told.event })
    moveUnit(unit, pool, target, told.event)
  }
}
