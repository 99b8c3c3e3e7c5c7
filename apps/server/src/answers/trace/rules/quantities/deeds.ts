import type { Standing } from '../basis/standing.ts'
import { isForProcessing, isReceiving, isShipping, isVoidShipping } from '../basis/words.ts'
import type { Sites } from './sites.ts'
import { isCount, isSampling, isUse } from './terms.ts'

/** What an event does with what it is about (§5). */
export type Deed = 'ship' | 'take-back' | 'receive' | 'add' | 'end' | 'use' | 'count' | 'sample' | 'see'

/** Somebody who sends, gets or has something: ourselves at a site, or another party. Who works for us is a site of ours, by its party. */
export type Holder = { readonly isOwn: boolean; readonly isProcessor: boolean; readonly party: string; readonly site: string }

export type Told = {
  readonly event: Standing
  readonly deed: Deed
  /** Where it is told to happen; undefined: not told, or nobody knows whose place that is. */
  readonly here: Holder | undefined
  /** The site that is told, whoever owns it. */
  readonly site: string
  readonly from: Holder | undefined
  readonly to: Holder | undefined
}

export function readDeed(event: Standing, sites: Sites): Told {
  const { who, party, site } = sites.premisesOf(event)
  const here = who === 'unknown' ? undefined : who === 'own' ? own(site) : who === 'processor' ? processor(party) : other(party)
  const deed = deedOf(event, here?.isOwn === false)
  return { event, deed, here, site: here === undefined ? site : here.site, ...route(event, deed, here, sites) }
}

const own = (site: string): Holder => ({ isOwn: true, isProcessor: false, party: '', site })
const processor = (party: string): Holder => ({ isOwn: true, isProcessor: true, party: '', site: party })
const other = (party: string): Holder => ({ isOwn: false, isProcessor: false, party, site: '' })

function deedOf(event: Standing, isOutside: boolean): Deed {
  if (isVoidShipping(event)) return 'take-back'
  if (isShipping(event)) return 'ship'
  if (isReceiving(event)) return 'receive'
  if (event.type === 'ObjectEvent' && event.action === 'ADD') return 'add'
  if (event.type === 'ObjectEvent' && event.action === 'DELETE') return 'end'
  if (isUse(event, isOutside)) return 'use'
  if (isCount(event)) return 'count'
  return isSampling(event) ? 'sample' : 'see'
}

/** A shipment under a production order, and what comes from or goes to who works for us, stays ours: it is in production there (§6). */
function route(event: Standing, deed: Deed, here: Holder | undefined, sites: Sites): Pick<Told, 'from' | 'to'> {
  const { consignor, consignee } = event
  const holder = (party: string, site: string): Holder => {
    if (sites.isOwn(party)) return own(site)
    if (sites.isProcessor(party, event) && (deed !== 'ship' || isForProcessing(event) || party === consignor)) return processor(party)
    return other(party)
  }
  const isFrom = deed === 'ship' || deed === 'take-back'
  const from = consignor === null ? (isFrom ? here : undefined) : holder(consignor, isFrom ? sites.originOf(event) : '')
  const to = consignee === null ? (deed === 'receive' ? here : undefined) : holder(consignee, sites.destinationOf(event))
  return { from, to }
}
