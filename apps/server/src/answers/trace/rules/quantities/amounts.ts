import { isLess, isMore, larger, minus, nothing, plus, type Rational, smaller } from '../basis/rational.ts'
import { isToldWith, type Standing } from '../basis/standing.ts'
import { type Account, isWithOthers, ownAt, type Where, where } from './accounts.ts'
import type { Holder, Told } from './deeds.ts'
import { endingOf, isCount } from './terms.ts'

/** Something is told to have left us by no other word than that somebody got it. */
export type Undispatched = { readonly account: Account; readonly amount: Rational; readonly party: string; readonly event: Standing }

/** What came to be by the word of some sources, as far as nobody else's word covers it. */
type Births = Map<string, { readonly sources: Standing['sources']; amount: Rational }>

function addBirth(births: Births, { sources }: Standing, amount: Rational): void {
  const key = sources.join(' ')
  births.set(key, { sources, amount: plus(births.get(key)?.amount ?? nothing, amount) })
}

/** Papers that are of one shipment: what several systems tell under one of them is the same goods (CBV 2.0 §7.3.3). */
const shipmentPapers = new Set([
  'https://ref.gs1.org/cbv/BTT-desadv',
  'https://ref.gs1.org/cbv/BTT-bol',
  'https://ref.gs1.org/cbv/BTT-recadv',
])

/**
 * Quantities of lots, and what is told of them without the names of units (§5). What is wanting where a fact takes it from goes below nothing there:
 * the balance shows it as unexplained.
 */
export class Amounts {
  readonly undispatched: Undispatched[] = []
  /** What each telling of the same goods said so far: by system, or by step. */
  readonly #tellings = new Map<string, Map<string, Rational>>()
  /** Units made by their own names, and quantities without, that the word of another system may cover. */
  readonly #births = new Map<Account, { readonly named: Births; readonly unnamed: Births }>()
  /** Accounts of which some came to be with us. */
  readonly #home: ReadonlySet<string>
  readonly #samples: ReadonlyMap<string, ReadonlySet<string>>

  /**
   * @param home items of which some was made with us: what others have of them more than they got is unexplained, not theirs
   * @param samples by item: the papers under which some of it was taken as a sample
   */
  constructor(home: ReadonlySet<string>, samples: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#home = home
    this.#samples = samples
  }

  /** Some of it is, or was, ours: what others have of it came from here. */
  isOurs(account: Account): boolean {
    return this.#home.has(account.item) || account.flows.some(({ to }) => to.at === 'own')
  }

  take(told: Told, account: Account, amount: Rational): void {
    const { event, deed, here } = told
    switch (deed) {
      case 'ship':
        this.#ship(told, account, amount)
        break
      case 'take-back':
        this.#takeBack(told, account, amount)
        break
      case 'receive':
        this.#receive(told, account, amount)
        break
      case 'add':
        this.add(told, account, amount, isCount(event) ? 'found' : 'made')
        break
      case 'end':
      case 'use':
        this.end(told, account, amount)
        break
      case 'count':
        if (here?.isOwn !== false) account.counts.push({ site: told.site, amount, event, flows: account.flows.length })
        else this.#see(told, account, amount)
        return
      default:
        this.#see(told, account, amount)
    }
  }

  /** Of what several tell of the same goods, the most that one tells counts: what this adds to it. */
  increment(key: string, tellers: readonly string[], amount: Rational): Rational {
    const tellings = this.#tellings.get(key) ?? new Map<string, Rational>()
    this.#tellings.set(key, tellings)
    const before = [...tellings.values()].reduce(larger, nothing)
    for (const teller of tellers) tellings.set(teller, plus(tellings.get(teller) ?? nothing, amount))
    return minus([...tellings.values()].reduce(larger, nothing), before)
  }

  /** Told twice: by two systems under one paper of shipment, or as received and then as accepted. */
  incrementOf({ event, deed, from, to }: Told, account: Account, amount: Rational): Rational {
    const parties = `${from?.party ?? ''} ${to?.party ?? ''}`
    const key = `${deed} ${account.item} ${account.dimension} ${parties}`
    const papers = (event.details.transactions ?? []).filter(({ type }) => type !== null && shipmentPapers.has(type)).map(({ id }) => id)
    const added = papers.length === 0 ? amount : this.increment(`${key} ${papers.sort().join(' ')}`, event.sources, amount)
    return smaller(added, this.increment(key, [event.bizStep ?? ''], added))
  }

  #ship(told: Told, account: Account, amount: Rational): void {
    const { event, from, to } = told
    const added = this.incrementOf(told, account, amount)
    const target = (via: string): Where => placeOfShipment(to, from, via)
    if (from?.isOwn !== false) {
      account.move(ownAt(from?.site ?? told.site), target(to?.party ?? ''), added, event)
      return
    }
    const rest = account.draw(withParty(account, from.party), added, (place, some) => account.move(place, target(place.via), some, event))
    if (isMore(rest)) account.move(this.#beyond(account, from.party), target(this.#beyond(account, from.party).via), rest, event)
  }

  /** What a party has beyond what it is told to have got: of what is made here it cannot be its own. */
  #beyond(account: Account, party: string): Where {
    return this.#home.has(account.item) ? where('held', party, party) : where('outside', party)
  }

  #takeBack(told: Told, account: Account, amount: Rational): void {
    const { event, from, to } = told
    const isIt = ({ at, place }: Where): boolean => (at === 'way' || at === 'held') && (to === undefined || place === to.party)
    const site = ownAt(from?.isOwn === true ? from.site : told.site)
    const rest = account.draw(account.places(isIt), amount, (place, some) => account.takeBack(site, place, some, event))
    if (isMore(rest) && to !== undefined && !to.isOwn) account.takeBack(site, where('way', to.party, to.party), rest, event)
  }

  #receive(told: Told, account: Account, amount: Rational): void {
    const added = this.incrementOf(told, account, amount)
    if (told.to?.isOwn === false) this.#receiveThere(told, told.to.party, account, added)
    else this.#receiveHere(told, account, added)
  }

  #receiveHere({ event, from, to, site }: Told, account: Account, amount: Rational): void {
    const target = ownAt(to?.site !== undefined && to.site !== '' ? to.site : site)
    const move = (place: Where, some: Rational): void => account.move(place, target, some, event)
    if (from?.isOwn === true) {
      const there = account.places(({ at, place }) => at === 'own' && place === from.site && from.site !== '' && place !== target.place)
      const short = minus(amount, larger(account.unnamedAt(target), nothing))
      const rest = isMore(short) ? account.draw(there, short, move) : nothing
      // Made there under another name, and nobody told of that.
      if (isMore(rest) && from.isProcessor) account.move(where('received'), target, rest, event)
      return
    }
    const party = from?.party
    const nobody = account.places(({ at, place }) => at === 'way' && place === '')
    const away = party === undefined ? account.places(({ at }) => at === 'back') : withParty(account, party)
    const rest = account.draw([...nobody, ...away], amount, move)
    if (!isMore(rest)) return
    // What is made here can come from outside only where it had left: its dispatch was not told.
    if (party !== undefined && this.#home.has(account.item)) this.dispatchUntold(account, rest, party, event)
    if (party !== undefined && this.#home.has(account.item)) account.move(where('held', party, party), target, rest, event)
    else account.move(where('received'), target, rest, event)
  }

  /** A party has it, or had it, and nobody told that it was sent there. */
  dispatchUntold(account: Account, amount: Rational, party: string, event: Standing, from = ownAt('')): void {
    this.undispatched.push({ account, amount, party, event })
    account.move(from, where('held', party, party), amount, event)
  }

  #receiveThere({ event, from }: Told, party: string, account: Account, amount: Rational): void {
    const onWay = account.places(({ at, place }) => at === 'way' && (place === party || place === ''))
    const arrive = (place: Where, some: Rational): void =>
      account.move(place, where('held', party, place.via === '' && place.place === '' ? party : place.via), some, event)
    let rest = account.draw(onWay, amount, arrive)
    if (!isMore(rest)) return
    if (from?.isOwn === false) {
      rest = account.draw(withParty(account, from.party), rest, (place, some) =>
        account.move(place, where('held', party, place.via), some, event),
      )
      const source = this.#beyond(account, from.party)
      account.move(source, where('held', party, source.via), rest, event)
    } else if (this.isOurs(account)) {
      this.dispatchUntold(account, rest, party, event, ownAt(from?.site ?? ''))
    } else account.move(where('outside', party), where('held', party), rest, event)
  }

  /** A quantity comes to be. Units that another system told by their names by then are among it. */
  add({ event, here, site }: Told, account: Account, amount: Rational, how: 'made' | 'found'): void {
    if (here?.isOwn === false) {
      account.move(where('outside', here.party), where('held', here.party), amount, event)
      return
    }
    const target = ownAt(site)
    account.move(where(how), target, amount, event)
    const births = this.#birthsOf(account)
    let rest = amount
    for (const named of births.named.values()) {
      const covered = isToldWith(named, event) ? nothing : smaller(named.amount, rest)
      if (!isMore(covered)) continue
      account.takeBack(where(how), target, covered, event)
      named.amount = minus(named.amount, covered)
      rest = minus(rest, covered)
    }
    addBirth(births.unnamed, event, rest)
  }

  /** A unit comes to be by its name. @returns whether a quantity that is told covers it: it is one of those. */
  isCovered(event: Standing, account: Account, amount: Rational, isMade: boolean): boolean {
    const births = this.#birthsOf(account)
    for (const unnamed of births.unnamed.values()) {
      if ((isMade && isToldWith(unnamed, event)) || isLess(minus(unnamed.amount, amount))) continue
      unnamed.amount = minus(unnamed.amount, amount)
      return true
    }
    // Bought, and numbered here.
    const isBought = account.origin?.at === 'received'
    const isLying = ({ at }: Where): boolean => at === 'own'
    if (!isMade && isBought && account.places(isLying).some((place) => !isLess(minus(account.unnamedAt(place), amount)))) return true
    addBirth(births.named, event, amount)
    return false
  }

  #birthsOf(account: Account) {
    const births = this.#births.get(account) ?? { named: new Map(), unnamed: new Map() }
    this.#births.set(account, births)
    return births
  }

  /** Out of stock, or in use. */
  end({ event, here, site }: Told, account: Account, amount: Rational): void {
    const ending = this.endingOf(event, account)
    if (here?.isOwn === false) {
      const there = ending === 'used' ? 'used there' : 'destroyed there'
      const end = (place: Where, some: Rational): void => account.move(place, where(there, here.party, place.via), some, event)
      const rest = account.draw(withParty(account, here.party), amount, end)
      if (!isMore(rest)) return
      const hadSome = account.flows.some(({ to }) => isWithOthers(to) && to.place === here.party)
      if (hadSome) {
        end(where('held', here.party, here.party), rest)
        return
      }
      account.move(ownAt(''), where(ending), rest, event)
      return
    }
    account.move(ownAt(site), where(ending), amount, event)
  }

  /** Into something else: material of it. */
  consume({ event, here, site }: Told, account: Account, amount: Rational): void {
    if (here?.isOwn !== false) {
      account.move(ownAt(site), where('consumed'), amount, event)
      return
    }
    const use = (place: Where, some: Rational): void => account.move(place, where('used there', here.party, place.via), some, event)
    const rest = account.draw(withParty(account, here.party), amount, use)
    // Our own people use our own material at a customer's.
    account.move(ownAt(''), where('consumed'), rest, event)
  }

  /** What was taken as a sample and comes to an end under the same paper is sampled, however it ends (§5). */
  endingOf(event: Standing, { item }: Account): ReturnType<typeof endingOf> {
    const isSample = event.details.transactions?.some(({ id }) => this.#samples.get(item)?.has(id) === true) === true
    return isSample ? 'sampled' : endingOf(event)
  }

  /** It is there: what is not told to have come there came, from the only place that it can have come from. */
  #see({ event, here, site }: Told, account: Account, amount: Rational): void {
    if (here?.isOwn === false) {
      const held = account.places(({ at, place }) => at === 'held' && place === here.party)
      const short = held.reduce((rest, place) => minus(rest, account.unnamedAt(place)), amount)
      const onWay = account.places(({ at, place }) => at === 'way' && place === here.party)
      if (isMore(short)) account.draw(onWay, short, (place, some) => account.move(place, where('held', here.party, place.via), some, event))
      return
    }
    if (site === '') return
    const target = ownAt(site)
    const short = minus(amount, larger(account.unnamedAt(target), nothing))
    const [only, ...others] = account.places(({ at, place }) => at === 'own' && place !== site)
    if (isMore(short) && only !== undefined && others.length === 0)
      account.draw([only], short, (place, some) => account.move(place, target, some, event))
  }
}

/** With ourselves at once; else on its way there, or back to us. */
export function placeOfShipment(to: Holder | undefined, from: Holder | undefined, via: string): Where {
  if (to === undefined) return where('way', '', via)
  if (!to.isOwn) return where('way', to.party, via)
  return from?.isOwn === false ? where('back', from.party, via) : ownAt(to.site)
}

const rank: readonly string[] = ['back', 'held', 'way']

/** Of what a party has: what it already sent back first, then what it holds, then what nobody told it received. */
export const withParty = (account: Account, party: string): Where[] =>
  account
    .places((place) => isWithOthers(place) && place.place === party)
    .sort((left, right) => rank.indexOf(left.at) - rank.indexOf(right.at))
