import { formatCount, type Terminal } from '../terminal/index.ts'
import { factsText, gapRow, momentText, quantityText, showList, valueWord } from './lines.ts'
import type { Answer, DifferenceValue, LotsValue, ScopeValue } from './model.ts'

/** forward, backward. */
export function showScope(terminal: Terminal, { value }: Answer<ScopeValue>): void {
  const word = (one: string): string => valueWord(terminal, one)
  const alone = (ids: readonly string[]): string[][] => ids.map((id) => [id])
  showList(terminal, 'trace-certain', alone(value.certain))
  showList(terminal, 'trace-possible', alone(value.possible))
  showList(
    terminal,
    'trace-past',
    value.past.map(({ id, from, to }) => [id, `${momentText(from)} – ${momentText(to)}`]),
  )
  showList(
    terminal,
    'trace-excluded',
    value.excluded.map(({ id, by }) => [id, factsText(terminal, by)]),
  )
  showList(terminal, 'trace-carriers', alone([...value.carriers.certain, ...value.carriers.possible]))
  showList(
    terminal,
    'trace-consignees',
    value.consignees.map((one) => [word(one.value), one.id]),
  )
  showList(
    terminal,
    'trace-shipments',
    value.shipments.map(({ id, consignee, value: one, objects }) => [
      word(one),
      id,
      `→ ${consignee}`,
      terminal.say('trace-objects', { count: formatCount(objects.length, terminal.language) }),
    ]),
  )
  showList(
    terminal,
    'trace-origins',
    value.origins.map((one) => [word(one.value), one.id, one.supplier === undefined ? undefined : `← ${one.supplier}`]),
  )
  showList(
    terminal,
    'trace-at-most',
    value.atMost.map(({ object, consignee, quantity }) => [terminal.say('trace-at-most-row', { quantity }), object, `→ ${consignee}`]),
  )
  showList(
    terminal,
    'trace-one-of',
    value.oneOf.map(({ id, places }) => [id, places.join(' | ')]),
  )
  if (value.voided.length > 0) showList(terminal, 'trace-voided', [[value.voided.join(', ')]])
}

type Sum = LotsValue['own'][string]

function sumText(terminal: Terminal, { units, quantities }: Sum): string {
  const told = quantities.filter(({ quantity }) => quantity !== '0').map(({ quantity, uom }) => quantityText(terminal, quantity, uom))
  const named = units === 0 && told.length > 0 ? [] : [terminal.say('trace-units', { count: formatCount(units, terminal.language) })]
  return [...named, ...told].join(' + ')
}

const isNothing = ({ units, quantities }: Sum): boolean => units === 0 && quantities.every(({ quantity }) => quantity === '0')

export function showLots(terminal: Terminal, { value }: Answer<LotsValue>): void {
  const count = (number: number): string => formatCount(number, terminal.language)
  const range = ({ certain, atMost }: { certain: number; atMost: number }): string =>
    terminal.say('trace-unit-range', { certain: count(certain), atMost: count(atMost) })
  terminal.line(`  ${terminal.say('trace-lots-total', { lots: count(value.total.lots), units: range(value.total.units) })}`)
  showList(
    terminal,
    'trace-lots',
    value.lots.map(({ id, value: one, units }) => [valueWord(terminal, one), id, units.atMost === 0 ? undefined : range(units)]),
  )
  showList(
    terminal,
    'trace-consignees',
    value.consignees.map(({ id, value: one, shipped, held }) => [
      valueWord(terminal, one),
      id,
      `${terminal.say('term-shipped')} ${sumText(terminal, shipped)}`,
      `${terminal.say('term-held')} ${sumText(terminal, held)}`,
    ]),
  )
  showList(
    terminal,
    'trace-own',
    Object.entries(value.own)
      .filter(([, sum]) => !isNothing(sum))
      .map(([term, sum]) => [
        terminal.say(`term-${term.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
        sumText(terminal, sum),
      ]),
  )
}

export function showDifference(terminal: Terminal, { value }: Answer<DifferenceValue>): void {
  const { since, gaps, facts } = value
  terminal.line(
    `  ${terminal.say('trace-since-size', { index: formatCount(since.index, terminal.language), moment: momentText(since.moment) })}`,
  )
  const lists = ['entered', 'left', 'changed', 'carriers', 'consignees', 'shipments', 'origins'] as const
  for (const list of lists) {
    showList(
      terminal,
      `difference-${list}`,
      value[list].map(({ id, from, to, because, consignee }) => [
        `${terminal.say(`value-${from ?? 'none'}`).trim()} → ${terminal.say(`value-${to ?? 'none'}`).trim()}`,
        id,
        consignee === undefined ? undefined : `→ ${consignee}`,
        factsText(terminal, because),
      ]),
    )
  }
  showList(
    terminal,
    'difference-opened',
    gaps.opened.map((gap) => gapRow(terminal, gap)),
  )
  showList(
    terminal,
    'difference-closed',
    gaps.closed.map((gap) => gapRow(terminal, gap)),
  )
  showList(
    terminal,
    'difference-facts',
    facts.map(({ event, kind, source, recordedAt, objects }) => [
      terminal.say('verify-fact', { from: event }),
      kind ?? '?',
      source ?? '?',
      momentText(recordedAt),
      ...objects.slice(0, 3),
      objects.length > 3 ? terminal.say('trace-objects', { count: objects.length }) : undefined,
    ]),
  )
  if (facts.length === 0 && lists.every((list) => value[list].length === 0) && gaps.opened.length + gaps.closed.length === 0)
    terminal.line(`  ${terminal.say('difference-none')}`)
}
