import type { Asking } from '../asking.ts'
import type { Found, Question } from '../model.ts'
import type { Gap } from '../rules/basis/answer.ts'
import { kindIn } from '../rules/chart/chart.ts'
import { type ConsigneesValue, Consignments } from '../rules/consignments.ts'
import { tellQuantities } from '../rules/quantities.ts'
import { openLedger } from './quantities.ts'
import { walkForward } from './walks.ts'

/** `consignees`: who got what of the forward scope, in which shipments, and what became of it there (§6). */
export async function askConsignees(asking: Asking, question: Question): Promise<Found<ConsigneesValue>> {
  const { onlyCertain, withReasons } = question
  const { read, evaluated, unseen } = await walkForward(asking, question)
  const { value: scope, gaps, chart, traced } = evaluated
  const ledger = await openLedger(asking, chart, read)
  const { consignees, inProduction } = new Consignments(traced, ledger, withReasons).value()
  const lots = [...scope.certain, ...scope.possible].filter((object) => kindIn(chart, object) === 'lot')
  const items = [...new Set(lots.map((lot) => ledger.items.itemOf(lot)))].map((id) => ({ id }))
  const shown = onlyCertain ? consignees.filter(({ value }) => value === 'certain') : consignees
  return {
    value: { consignees: shown, inProduction },
    gaps: [...gaps, ...tellQuantities(ledger, items, false).gaps, ...unexplainedAt(consignees), ...unseen],
  }
}

/** What a consignee has more or less of than it is told to have got. */
const unexplainedAt = (consignees: ConsigneesValue['consignees']): Gap[] =>
  consignees.flatMap(({ id, quantities }) =>
    quantities
      .filter(({ unexplained }) => unexplained !== '0')
      .map(
        ({ lot, uom, unexplained }): Gap => ({
          code: 'quantity-unexplained',
          object: lot,
          consignee: id,
          quantity: unexplained,
          ...(uom === null ? {} : { uom }),
        }),
      ),
  )
