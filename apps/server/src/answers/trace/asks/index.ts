import type { Asking } from '../asking.ts'
import type { Ask, Found, Question, Values } from '../model.ts'
import { askConsignees } from './consignees.ts'
import { askContents } from './contents.ts'
import { askDifference } from './difference.ts'
import { askGaps } from './gaps.ts'
import { askHistory } from './history.ts'
import { askLots } from './lots.ts'
import { askQuantities } from './quantities.ts'
import { askResponsible } from './responsible.ts'
import { askScope } from './scope.ts'
import { askWhere } from './where.ts'

type Answerers = { readonly [Asked in Ask]: (asking: Asking, question: Question) => Promise<Found<Values[Asked]>> }

/** One question, one function: a new ask is a file here, a word in `asks` of the model, and its value in the schemas. */
export const answerers: Answerers = {
  quantities: askQuantities,
  consignees: askConsignees,
  forward: askScope,
  backward: askScope,
  where: askWhere,
  history: askHistory,
  lots: askLots,
  contents: askContents,
  gaps: askGaps,
  responsible: askResponsible,
  difference: askDifference,
}
