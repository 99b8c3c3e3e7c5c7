import assert from 'node:assert/strict'
import type { ContentsValue } from '../../../../src/answers/trace/asks/contents.ts'
import type { GapsValue } from '../../../../src/answers/trace/asks/gaps.ts'
import type { HistoryValue } from '../../../../src/answers/trace/asks/history.ts'
import type { LotsValue } from '../../../../src/answers/trace/asks/lots.ts'
import type { ResponsibleValue } from '../../../../src/answers/trace/asks/responsible.ts'
import type { Answer, Question } from '../../../../src/answers/trace/index.ts'
import { answerQuestion } from '../../../../src/answers/trace/queries.ts'
import type { Gap, TraceValue } from '../../../../src/answers/trace/rules/basis/answer.ts'
import type { ConsigneesValue } from '../../../../src/answers/trace/rules/consignments.ts'
import type { QuantitiesValue } from '../../../../src/answers/trace/rules/quantities.ts'
import type { WhereValue } from '../../../../src/answers/trace/rules/where.ts'
import { TermsBook } from '../../../../src/registry/terms/index.ts'
import { followRollups } from '../../../../src/views/rollups/index.ts'
import { factsOfDocument, openTestHistory, type TestHistory } from '../../../views/history.ts'
import { classOf, nameOf, partyUri, placeUri, products, uri } from '../scenarios/names.ts'
import type { CapturedDocument, Story } from '../scenarios/story.ts'

const own = [partyUri('Maker'), placeUri('Maker')]
const yearMs = 366 * 86_400_000

export type Asked = {
  /** The facts below it are known. */
  readonly knowing?: number
  /** Local time, as stories tell it. */
  readonly at?: string
  readonly onlyItself?: boolean
  readonly withReasons?: boolean
}

/** What an answer says, in the words of the story. `gaps`: each once, `origin-missing glue:G`. */
export type Spoken<Value> = Value & {
  readonly gaps: readonly string[]
  readonly verdict: 'complete' | 'incomplete'
  /** What was not looked for, and bounds that were hit: of these no answer keeps silent. */
  readonly unchecked: readonly string[]
  readonly conditions: readonly string[]
  readonly answer: Answer
}

export type Scope = {
  readonly certain: readonly string[]
  readonly possible: readonly string[]
  readonly past: readonly string[]
  readonly excluded: readonly string[]
  readonly carriers: readonly string[]
  readonly consignees: Readonly<Record<string, string>>
  readonly origins: Readonly<Record<string, string>>
  readonly value: TraceValue
}

/**
 * A story in the log of a plant that has promised what plants promise: every source its rhythm and when it went live, every product how finely it is told
 * of. So that an answer may be complete, and where it is not, the story is why.
 */
export class Told {
  readonly history: TestHistory
  readonly #say: (documents: readonly CapturedDocument[]) => Promise<void>

  constructor(history: TestHistory, say: (documents: readonly CapturedDocument[]) => Promise<void>) {
    this.history = history
    this.#say = say
  }

  /** How many facts are known. */
  get size(): number {
    return this.history.ledger.state().size
  }

  /** What else was heard. */
  async hear(story: Story): Promise<void> {
    await this.#say(story.documents())
  }

  async ask(ask: Question['ask'], seed: readonly string[], { knowing, at, onlyItself, withReasons }: Asked = {}): Promise<Answer> {
    const { database, organisation } = this.history
    const question: Question = {
      ask,
      seed: seed.map(uri),
      asOf: knowing === undefined ? undefined : { index: knowing },
      onlyCertain: false,
      withReasons: withReasons === true,
      at: at === undefined ? undefined : new Date(`${at.replace(' ', 'T')}:00+08:00`).toISOString(),
      ...(onlyItself === true && { onlySeed: true }),
    }
    const outcome = await answerQuestion(database, organisation, question, { size: this.size, own })
    return outcome.what === 'answered' ? outcome.answer : assert.fail(JSON.stringify(outcome))
  }

  forward(seed: readonly string[], asked?: Asked): Promise<Spoken<Scope>> {
    return this.#scope('forward', seed, asked)
  }

  backward(seed: readonly string[], asked?: Asked): Promise<Spoken<Scope>> {
    return this.#scope('backward', seed, asked)
  }

  async #scope(ask: 'forward' | 'backward', seed: readonly string[], asked?: Asked): Promise<Spoken<Scope>> {
    const answer = await this.ask(ask, seed, asked)
    const value = answer.value as TraceValue
    const ids = (list: readonly { readonly id: string }[]): string[] => names(list.map(({ id }) => id))
    const valued = (list: readonly { readonly id: string; readonly value: string }[]): Record<string, string> =>
      Object.fromEntries(list.map((one) => [nameOf(one.id), one.value]))
    return spoken(answer, {
      certain: names(value.certain),
      possible: names(value.possible),
      past: ids(value.past),
      excluded: ids(value.excluded),
      carriers: names([...value.carriers.certain, ...value.carriers.possible]),
      consignees: valued(value.consignees),
      origins: Object.fromEntries(value.origins.map(({ id, supplier }) => [nameOf(id), supplier === undefined ? '' : nameOf(supplier)])),
      value,
    })
  }

  async where(seed: readonly string[], asked?: Asked): Promise<Spoken<{ readonly value: WhereValue }>> {
    const answer = await this.ask('where', seed, asked)
    return spoken(answer, { value: answer.value as WhereValue })
  }

  /** How much of one lot is where, asked about itself: `in-transit A: 30`. */
  async whereabouts(lot: string, asked?: Asked): Promise<Readonly<Record<string, string>>> {
    const { value } = await this.where([lot], { ...asked, onlyItself: true })
    const mine = value.buckets.filter((bucket) => bucket.lot === uri(lot))
    return Object.fromEntries(mine.map(({ state, party, quantity }) => [`${state} ${nameOf(party ?? '')}`.trim(), quantity]))
  }

  /** The steps of one object in order, `shipping by container case!1`; with the whole answer. */
  async life(object: string, asked?: Asked): Promise<Spoken<{ readonly steps: readonly string[]; readonly value: HistoryValue }>> {
    const answer = await this.ask('history', [object], asked)
    const value = answer.value as HistoryValue
    const steps = (value.objects[0]?.entries ?? []).map(({ type, step, how, through, voidedBy, claimed }) => {
      const word = step?.split('-').pop() ?? type
      const way = how === 'own' ? '' : ` by ${how} ${nameOf(through ?? '')}`
      return `${word}${way}${voidedBy === undefined ? '' : ', voided'}${claimed === true ? ', denied' : ''}`
    })
    return spoken(answer, { steps, value })
  }

  /** What is in it: `5 of glue:G`, `device#1`. */
  async inside(holder: string, asked?: Asked): Promise<string[]> {
    const { objects } = (await this.ask('contents', [holder], asked)).value as ContentsValue
    const held = objects.flatMap(({ contents }) => contents)
    return held.map(({ id, quantity }) => (quantity === undefined ? nameOf(id) : `${quantity ?? 'some'} of ${nameOf(id)}`)).sort()
  }

  /** The terms of one lot that are not nothing. */
  async balance(lot: string, asked?: Asked): Promise<Spoken<{ readonly terms: Readonly<Record<string, string>> }>> {
    const answer = await this.ask('quantities', [lot], asked)
    const totals = (answer.value as QuantitiesValue).items.flatMap(({ balances }) => balances.map(({ total }) => total))
    assert.equal(totals.length, 1, `${lot} has one balance`)
    const { facts: _facts, remainders: _remainders, uom, ...terms } = totals[0] ?? assert.fail()
    const told = Object.entries(terms).filter(([, amount]) => amount !== '0' && amount !== null)
    return spoken(answer, { terms: { ...(uom === null ? {} : { uom }), ...Object.fromEntries(told) } })
  }

  async consignees(seed: readonly string[], asked?: Asked): Promise<Spoken<{ readonly value: ConsigneesValue }>> {
    const answer = await this.ask('consignees', seed, asked)
    return spoken(answer, { value: answer.value as ConsigneesValue })
  }

  async responsible(seed: readonly string[], asked?: Asked): Promise<Spoken<{ readonly value: ResponsibleValue }>> {
    const answer = await this.ask('responsible', seed, asked)
    return spoken(answer, { value: answer.value as ResponsibleValue })
  }

  /** Everything that keeps answers about it from being complete, forward and backward. */
  async missing(seed: readonly string[], asked?: Asked): Promise<{ forward: string[]; backward: string[] }> {
    const { forward, backward } = (await this.ask('gaps', seed, asked)).value as GapsValue
    return { forward: spellGaps(forward), backward: spellGaps(backward) }
  }

  async lots(seed: readonly string[], asked?: Asked): Promise<Spoken<{ readonly value: LotsValue }>> {
    const { database, organisation } = this.history
    await database.transaction(organisation, async (transaction) => {
      for (let cursor = -1, next = 0; next !== cursor; ) [cursor, next] = [next, await followRollups(transaction, 500)]
    })
    const answer = await this.ask('lots', seed, asked)
    return spoken(answer, { value: answer.value as LotsValue })
  }
}

const names = (uris: readonly string[]): string[] => uris.map(nameOf).sort()

const spellGaps = (gaps: readonly Gap[]): string[] =>
  [...new Set(gaps.map(({ code, object, source }) => [code, object === undefined ? source : nameOf(object)].join(' ').trim()))].sort()

function spoken<Value>(answer: Answer, value: Value): Spoken<Value> {
  const { gaps, certificate, unchecked, conditions } = answer
  return {
    ...value,
    gaps: spellGaps(gaps),
    verdict: certificate.verdict,
    unchecked: [...new Set(unchecked.map(({ code }) => code))],
    conditions: conditions.map(({ code }) => code),
    answer,
  }
}

/** How it is told: `inOne` puts all that a source tells into a few documents. */
export type How = { readonly inOne?: boolean; readonly promising?: boolean; readonly serialised?: readonly string[] }

export async function tell(story: Story, { inOne = false, promising = true, serialised = [] }: How = {}): Promise<Told> {
  let nowMs = Date.parse('2025-03-01T00:00:00+08:00')
  const whole = story.documents()
  const clock = { now: () => nowMs }
  const history = await openTestHistory({ clock })
  const { ledger, database, organisation } = history
  const book = new TermsBook({ ledger, database, organisation, clock })
  if (promising) {
    const goLive = new Date(nowMs).toISOString()
    for (const source of new Set(whole.map((one) => one.source)))
      await book.declare('source', source, { reportsEveryMs: yearMs, goLive }, 'tests')
    for (const product of productsIn(whole))
      await book.declare('product', classOf(product), { granularity: serialised.includes(product) ? 'serial' : 'lot' }, 'tests')
  }
  const told = new Set<CapturedDocument>()
  const say = async (documents: readonly CapturedDocument[]): Promise<void> => {
    const news = documents.filter((document) => !told.has(document))
    for (const document of news) told.add(document)
    for (const { source, document, receivedAt } of inOne ? together(news) : news) {
      nowMs = Math.max(nowMs, Date.parse(receivedAt))
      await history.append(factsOfDocument(source, document, receivedAt))
    }
    await history.project()
  }
  await say(whole)
  return new Told(history, say)
}

function productsIn(documents: readonly CapturedDocument[]): (typeof products)[number][] {
  const text = JSON.stringify(documents)
  return products.filter((product) => text.includes(classOf(product)))
}

const perDocument = 5_000

/** What one source tells without another in between, in one document, heard with its last. */
function together(documents: readonly CapturedDocument[]): CapturedDocument[] {
  const runs: CapturedDocument[][] = []
  for (const document of documents) {
    const last = runs.at(-1)
    if (last === undefined || last[0]?.source !== document.source || last.length >= perDocument) runs.push([document])
    else last.push(document)
  }
  return runs.map((run) => {
    const last = run.at(-1) ?? assert.fail()
    const eventList = run.flatMap(({ document }) => (document.epcisBody as { eventList: unknown[] }).eventList)
    return { ...last, document: { ...last.document, epcisBody: { eventList } } }
  })
}
