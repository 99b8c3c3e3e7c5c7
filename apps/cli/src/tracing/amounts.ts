import { formatCount, type Terminal } from '../terminal/index.ts'
import { layOut, quantityText, showList, valueWord } from './lines.ts'
import type { Answer, ConsigneesValue, QuantitiesValue } from './model.ts'

const incoming = ['received', 'made', 'returned', 'found'] as const
const outgoing = ['consumed', 'shipped', 'scrapped', 'sampled', 'destroyed', 'used', 'onHand', 'unexplained'] as const
const delivered = ['held', 'used', 'returned', 'unexplained'] as const

type Amounts = Readonly<Record<string, unknown>>
const amountOf = (amounts: Amounts, term: string): string => {
  const amount = amounts[term]
  return typeof amount === 'string' ? amount : '0'
}
const uomOf = ({ uom }: Amounts): string | null => (typeof uom === 'string' ? uom : null)

/** `received 1000 = consumed 900 + scrapped 50 + on hand 50 + unexplained 0`: what is nothing is left out, but never what is unexplained. */
function equationText(terminal: Terminal, amounts: Amounts, left: readonly string[], right: readonly string[]): string {
  const side = (terms: readonly string[]): string =>
    terms
      .filter((term) => amountOf(amounts, term) !== '0' || term === 'unexplained')
      .map((term) => `${terminal.say(`term-${term === 'onHand' ? 'on-hand' : term}`)} ${amountOf(amounts, term)}`)
      .join(' + ') || '0'
  return `${side(left)} = ${side(right)} (${uomOf(amounts) ?? terminal.say('trace-pieces')})`
}

export function showQuantities(terminal: Terminal, { value }: Answer<QuantitiesValue>): void {
  for (const { id, value: word, balances, untold } of value.items) {
    for (const line of layOut([word === undefined ? undefined : valueWord(terminal, word), id], 2)) terminal.line(line)
    for (const { total, places } of balances) {
      for (const line of layOut(equationText(terminal, total, incoming, outgoing).split(/ (?=[+=(])/), 4, ' ')) terminal.line(line)
      for (const place of places) {
        const name = typeof place.place === 'string' ? place.place : terminal.say('quantities-anywhere')
        const told = equationText(terminal, place, [...incoming, 'moved'], outgoing)
        for (const line of layOut([name, ...told.split(/ (?=[+=(])/)], 6, ' ')) terminal.line(line)
      }
    }
    if (untold.length > 0) terminal.line(`    ${terminal.say('quantities-untold', { facts: untold.join(', ') })}`)
  }
}

export function showConsignees(terminal: Terminal, { value }: Answer<ConsigneesValue>): void {
  for (const { id, value: word, quantities, shipments, unconfirmed, through } of value.consignees) {
    const head = [
      valueWord(terminal, word),
      id,
      terminal.say('consignee-shipments', { count: formatCount(shipments.length, terminal.language) }),
      unconfirmed ? terminal.say('consignee-unconfirmed') : undefined,
      through.length === 0 ? undefined : terminal.say('consignee-through', { through: through.join(', ') }),
    ]
    for (const line of layOut(head, 2)) terminal.line(line)
    for (const amounts of quantities) {
      const shares = (['certain', 'possible', 'excluded'] as const)
        .filter((share) => amountOf(amounts, share) !== '0')
        .map((share) => `${terminal.say(`value-${share}`).trim()} ${amountOf(amounts, share)}`)
      const equation = equationText(terminal, amounts, ['shipped'], delivered).split(/ (?=[+=(])/)
      for (const line of layOut([String(amounts.lot), ...equation, `[${shares.join(', ')}]`], 4, ' ')) terminal.line(line)
    }
  }
  showList(
    terminal,
    'consignee-production',
    value.inProduction.map(({ id, lot, quantity, uom }) => [id, lot, quantityText(terminal, quantity, uom)]),
  )
}
