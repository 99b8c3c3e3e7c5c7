import type { Consignee } from './basis/answer.ts'
import { byText, groupBy, sortedTexts } from './basis/collections.ts'
import { unitOf } from './basis/measures.ts'
import { certain, type Degree, greater, none, possible } from './basis/moment.ts'
import { by, isLess, isMore, minus, nothing, opposite, plus, type Rational, showRational } from './basis/rational.ts'
import type { Standing } from './basis/standing.ts'
import { kindIn } from './chart/chart.ts'
import { type Forward, formatMoment, standingOf } from './forward.ts'
import { type Account, type Flow, isWithOthers, type Where } from './quantities/accounts.ts'
import type { Ledger } from './quantities/ledger.ts'

/**
 * Of one lot at one party: `shipped = held + used + returned + unexplained`, plain decimals in `uom` (null: pieces). `shipped` is also `certain +
 * possible + excluded`, by what of it is in scope.
 */
export type Delivered = {
  readonly lot: string
  readonly uom: string | null
  readonly shipped: string
  readonly certain: string
  readonly possible: string
  /** Out of scope, or no longer in it. */
  readonly excluded: string
  /** With the party, or with those whom it told to have passed it on to, or on its way to or from them. */
  readonly held: string
  /** Of `held`: nobody told that it arrived. */
  readonly unconfirmed: string
  /** In use, or at its end; `destroyed` of it. */
  readonly used: string
  readonly destroyed: string
  readonly returned: string
  readonly unexplained: string
  readonly remainders?: Readonly<Record<string, string>>
  /** Of `shipped`: how many are told by their names. */
  readonly named: number
  /** On demand: those in scope. */
  readonly serials?: readonly string[]
}

export type Consignment = {
  /** Index of the fact, and the others that tell it. */
  readonly event: number
  readonly facts: readonly number[]
  readonly time: { readonly from: string | null; readonly to: string | null }
  readonly transactions: readonly { readonly type: string | null; readonly id: string }[]
  /** Nobody told that it was sent; what the party says tells that it got it. */
  readonly undispatched?: true
  readonly lots: readonly {
    readonly lot: string
    readonly uom: string | null
    readonly quantity: string
    readonly value: 'certain' | 'possible' | 'excluded'
    readonly serials?: readonly string[]
  }[]
}

export type ConsigneeQuantities = Consignee & {
  /** Where it is told to be another than who gets it. */
  readonly owner?: string
  readonly quantities: readonly Delivered[]
  readonly shipments: readonly Consignment[]
  /** No receipt is told of some of it. */
  readonly unconfirmed: boolean
  /** Whom it passed some on to, as far as they or it report. */
  readonly subConsignees: readonly { readonly id: string; readonly quantities: readonly Delivered[] }[]
  /** From whom it has it, where not from ourselves alone. */
  readonly through: readonly string[]
  readonly atMost: readonly { readonly lot: string; readonly quantity: string }[]
}

export type ConsigneesValue = {
  readonly consignees: readonly ConsigneeQuantities[]
  /** Sent under a production order: in production there, and no consignee (§6). */
  readonly inProduction: readonly { readonly id: string; readonly lot: string; readonly uom: string | null; readonly quantity: string }[]
}

type Word = 'certain' | 'possible' | 'excluded'

/** Who got what of a forward scope, and what became of it there (§6). */
export class Consignments {
  readonly #forward: Forward
  readonly #ledger: Ledger
  readonly #accounts: readonly Account[]
  readonly #withSerials: boolean
  /** What was in scope of which object in which delivery. */
  readonly #got = new Map<string, Degree>()
  readonly #lots = new Set<string>()

  constructor(forward: Forward, ledger: Ledger, withSerials: boolean) {
    this.#forward = forward
    this.#ledger = ledger
    this.#withSerials = withSerials
    for (const { delivery, object, degree } of forward.got) {
      for (const fact of delivery.event.facts) {
        const key = `${fact} ${object}`
        this.#got.set(key, greater(this.#got.get(key) ?? none, degree))
      }
      if (degree > none && kindIn(forward.scope.chart, object) !== 'instance') this.#lots.add(ledger.items.itemOf(object))
    }
    const { certain: sure, possible: open, excluded } = forward.value
    for (const object of [...sure, ...open, ...excluded.map(({ id }) => id)]) {
      if (kindIn(forward.scope.chart, object) === 'lot') this.#lots.add(ledger.items.itemOf(object))
    }
    const items = [...ledger.items.items].sort(byText)
    this.#accounts = items.flatMap((item) => ledger.items.accountsOf(item))
  }

  value(): ConsigneesValue {
    const told = new Map(this.#forward.value.consignees.map((consignee) => [consignee.id, consignee]))
    const parties = new Set([...told.keys(), ...this.#accounts.flatMap((account) => this.#flows(account).flatMap(({ to }) => partyOf(to)))])
    const consignees = [...parties].sort(byText).flatMap((id): ConsigneeQuantities[] => {
      const found = told.get(id)
      const shown = this.#consignee(found ?? { id, value: 'excluded' })
      const isInScope = shown.quantities.some(({ certain: sure, possible: open }) => sure !== '0' || open !== '0')
      if (found === undefined && !isInScope) return []
      return [
        found === undefined ? { ...shown, value: shown.quantities.some((one) => one.certain !== '0') ? 'certain' : 'possible' } : shown,
      ]
    })
    return { consignees, inProduction: this.#inProduction() }
  }

  #consignee(consignee: Consignee): ConsigneeQuantities {
    const { id } = consignee
    const isIts = ({ place, via }: Where): boolean => via === id || (place === id && via !== '')
    const flows = this.#accounts.flatMap((account) => this.#flows(account).filter(({ to }) => isIts(to)))
    const others = new Set(flows.filter(({ to }) => to.via === id && to.place !== id && to.place !== '').map(({ to }) => to.place))
    const through = flows.filter(({ to }) => to.place === id && to.via !== id).map(({ to }) => to.via)
    const quantities = this.#delivered(isIts)
    const owner = sortedTexts(flows.flatMap(({ event }) => ownersIn(event, id)))[0]
    return {
      ...consignee,
      ...(owner === undefined ? {} : { owner }),
      quantities,
      shipments: this.#shipments(id, isIts),
      unconfirmed: quantities.some(({ unconfirmed }) => unconfirmed !== '0'),
      subConsignees: [...others]
        .sort(byText)
        .map((party) => ({ id: party, quantities: this.#delivered(({ place, via }) => place === party && via === id) })),
      through: sortedTexts(through),
      atMost: this.#forward.value.atMost.filter((one) => one.consignee === id).map(({ object, quantity }) => ({ lot: object, quantity })),
    }
  }

  /** Of a lot in scope everything; else only its units in scope. */
  #flows({ item, flows }: Account): readonly Flow[] {
    const isWhole = this.#lots.has(item)
    return flows.filter(({ unit }) => (unit === undefined ? isWhole : isWhole || this.#standing(unit) !== undefined))
  }

  #standing(unit: string): ReturnType<typeof standingOf> {
    return standingOf(this.#forward.scope, unit)
  }

  #delivered(isIts: (place: Where) => boolean): Delivered[] {
    return this.#accounts.flatMap((account) => {
      const flows = this.#flows(account)
      const coming = flows.filter(({ from, to }) => isIts(to) && !isIts(from))
      if (coming.length === 0) return []
      const sum = (some: readonly Flow[]): Rational => some.reduce((total, { amount }) => plus(total, amount), nothing)
      const at = (isThere: (place: Where) => boolean): Rational =>
        minus(sum(flows.filter(({ to }) => isIts(to) && isThere(to))), sum(flows.filter(({ from }) => isIts(from) && isThere(from))))
      const shipped = sum(coming)
      const returned = sum(flows.filter(({ from, to }) => isIts(from) && to.at === 'own'))
      const destroyed = at((place) => place.at === 'destroyed there')
      const used = plus(
        destroyed,
        at((place) => place.at === 'used there'),
      )
      const lost = at((place) => place.at === 'lost')
      const rest = minus(minus(minus(shipped, returned), used), lost)
      const words = this.#words(account, coming)
      const units = new Set(coming.flatMap(({ unit }) => unit ?? []))
      const amounts = {
        shipped,
        certain: words.certain,
        possible: words.possible,
        excluded: words.excluded,
        held: isLess(rest) ? nothing : rest,
        unconfirmed: at((place) => place.at === 'way'),
        used,
        destroyed,
        returned,
        unexplained: isLess(rest) ? plus(lost, rest) : lost,
      }
      const serials = [...units].filter((unit) => this.#standing(unit) !== undefined).sort(byText)
      return [
        { lot: account.item, uom: account.uom, ...shownIn(account, amounts), named: units.size, ...(this.#withSerials ? { serials } : {}) },
      ]
    })
  }

  #words(account: Account, flows: readonly Flow[]): Record<Word, Rational> {
    const words: Record<Word, Rational> = { certain: nothing, possible: nothing, excluded: nothing }
    let last: Word = 'possible'
    for (const flow of flows) {
      // What is told by its name later was among what is taken back here: of the word that it had without.
      const word: Word = flow.unit === undefined && isLess(flow.amount) ? last : this.#wordOf(account, flow)
      if (flow.unit === undefined) last = word
      words[word] = plus(words[word], flow.amount)
    }
    return words
  }

  #wordOf({ item }: Account, { unit, event }: Flow): Word {
    const told = event.facts.map((fact) => this.#got.get(`${fact} ${unit ?? item}`)).find((degree) => degree !== undefined)
    const degree = told ?? this.#degreeOf(unit ?? item, event)
    return degree === certain ? 'certain' : degree === possible ? 'possible' : 'excluded'
  }

  #degreeOf(object: string, event: Standing): Degree {
    const { scope } = this.#forward
    if (kindIn(scope.chart, object) === 'lot') return scope.lotAt(object, event.time, undefined, event)
    const standing = standingOf(scope, object)
    return standing === 'certain' ? certain : standing === 'possible' ? possible : none
  }

  #shipments(id: string, isIts: (place: Where) => boolean): Consignment[] {
    const sent = this.#accounts.flatMap((account) =>
      this.#flows(account)
        .filter(({ from, to, amount }) => isIts(to) && to.place === id && !(isIts(from) && from.place === id) && isMore(amount))
        .map((flow) => ({ account, flow })),
    )
    const undispatched = new Set(this.#ledger.undispatched.filter(({ party }) => party === id).map(({ event }) => event))
    const byEvent = groupBy(
      sent.filter(({ flow }) => flow.to.at === 'way' || undispatched.has(flow.event)),
      ({ flow }) => flow.event,
      (one) => one,
    )
    return [...byEvent]
      .sort(([left], [right]) => left.index - right.index)
      .map(([event, lines]) => ({
        event: event.index,
        facts: event.facts,
        time: { from: formatMoment(event.time.from), to: formatMoment(event.time.to) },
        transactions: event.details.transactions ?? [],
        ...(undispatched.has(event) ? { undispatched: true as const } : {}),
        lots: this.#linesOf(lines),
      }))
  }

  #linesOf(lines: readonly { readonly account: Account; readonly flow: Flow }[]): Consignment['lots'] {
    const byLine = groupBy(
      lines.map((line) => ({ ...line, value: this.#wordOf(line.account, line.flow) })),
      ({ account, value }) => `${account.item} ${account.dimension} ${value}`,
      (line) => line,
    )
    return [...byLine.entries()]
      .sort(([left], [right]) => byText(left, right))
      .flatMap(([, same]) => {
        const [first] = same
        if (first === undefined) return []
        const { account, value } = first
        const quantity = same.reduce((total, { flow }) => plus(total, flow.amount), nothing)
        const serials = this.#withSerials ? { serials: sortedTexts(same.flatMap(({ flow }) => flow.unit ?? [])) } : {}
        return [{ lot: account.item, uom: account.uom, quantity: shownIn(account, { quantity }).quantity, value, ...serials }]
      })
  }

  /** What lies with those who work for us. */
  #inProduction(): ConsigneesValue['inProduction'] {
    return this.#accounts.flatMap((account) => {
      const lying = new Map<string, Rational>()
      for (const { from, to, amount } of this.#flows(account)) {
        for (const [place, change] of [
          [from, opposite(amount)],
          [to, amount],
        ] as const)
          if (place.at === 'own' && this.#ledger.isProcessor(place.place))
            lying.set(place.place, plus(lying.get(place.place) ?? nothing, change))
      }
      return [...lying]
        .filter(([, amount]) => isMore(amount))
        .sort(([left], [right]) => byText(left, right))
        .map(([id, quantity]) => ({ id, lot: account.item, uom: account.uom, quantity: shownIn(account, { quantity }).quantity }))
    })
  }
}

const partyOf = (place: Where): string[] => (isWithOthers(place) && place.via !== '' ? sortedTexts([place.place, place.via]) : [])

const owning = 'https://ref.gs1.org/cbv/SDT-owning_party'
const ownersIn = ({ consignee, details }: Standing, id: string): string[] =>
  consignee !== id ? [] : (details.destinations ?? []).filter((one) => one.type === owning && one.id !== id).map((one) => one.id)

function shownIn<Name extends string>(
  { uom }: Account,
  amounts: Record<Name, Rational>,
): Record<Name, string> & { readonly remainders?: Readonly<Record<string, string>> } {
  const { factor } = unitOf(uom)
  const shown = Object.entries<Rational>(amounts).map(([name, amount]) => ({ name, ...showRational(by(amount, factor)) }))
  const decimals = Object.fromEntries(shown.map(({ name, decimal }) => [name, decimal])) as Record<Name, string>
  const remainders = Object.fromEntries(shown.flatMap(({ name, remainder }) => (remainder === undefined ? [] : [[name, remainder]])))
  return Object.keys(remainders).length > 0 ? { ...decimals, remainders } : decimals
}
