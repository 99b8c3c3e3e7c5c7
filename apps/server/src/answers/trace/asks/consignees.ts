import type { Asking } from '../asking.ts'
import type { Found, Question } from '../model.ts'
import type { Gap } from '../rules/basis/answer.ts'
import { kindIn } from '../rules/chart/chart.ts'
import { type ConsigneesValue, Consignments } from '../rules/consignments.ts'
import { evaluateForward } from '../rules/evaluate.ts'
import { tellQuantities } from '../rules/quantities.ts'
import { concernedBy, namedIn } from './named.ts'
import { openLedger } from './quantities.ts'

/** `consignees`: who got what of the forward scope, in which shipments, and what became of it there (§6). */
export async function askConsignees(asking: Asking, { seed, onlyCertain, withReasons }: Question): Promise<Found<ConsigneesValue>> {
  const read = await asking.read('forward', seed)
  const { value: scope, gaps, chart, traced } = evaluateForward(read.history, seed, read.own)
  const ledger = await openLedger(asking, chart, read)
  const { consignees, inProduction } = new Consignments(traced, ledger, withReasons).value()
  const lots = [...scope.certain, ...scope.possible].filter((object) => kindIn(chart, object) === 'lot')
  const items = [...new Set(lots.map((lot) => ledger.items.itemOf(lot)))].map((id) => ({ id }))
  const unseen = await asking.unseen(read, namedIn(seed, scope), concernedBy(seed, scope))
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
