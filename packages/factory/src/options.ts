/** Rates of what goes wrong between the world and the record, each a probability per event. */
export interface Disturbances {
  /** The event reaches a later document of its source. */
  late: number
  /** The same happening told by a second system in its own words. */
  duplicate: number
  /** The very same event sent again by the same system. */
  resent: number
  /** A wrong event first; then its error declaration and the right event. */
  corrected: number
  /** Another system says that the event did not occur, or names another expiry date. It is the one that errs. */
  contradictory: number
  /** Only the date is known (`proofline:timePrecision`). */
  dateOnly: number
  /** The time is cut to the full hour, so that many events share it; the event states that uncertainty. */
  equalTimes: number
  /** The event is never written. */
  missing: number
  /** Each system's clock is off by up to so many seconds, always by the same amount; every event states the bound. */
  clockSkewSeconds: number
}

export interface FactoryOptions {
  /** Every byte follows from the seed and the options. */
  seed?: string
  /** About how many objects (lots, serials, containers) the history names: 1,000 to 50,000,000. */
  objects?: number
  /** Share of pumps whose control board has a serial number of its own: A none, B 30 %, C all. */
  serialParts?: 'A' | 'B' | 'C'
  /** `mixed`: about 4 objects an event, 1,000 events a document. `packing`: 1 + 40 objects. `single`: `mixed` with one event a document. */
  profile?: 'mixed' | 'packing' | 'single'
  eventsPerDocument?: number
  /** How identifiers are written: EPC URNs, GS1 Digital Links with lot and serial, or by system (warehouse and partners write links). */
  identifiers?: 'urn' | 'digital-link' | 'by-system'
  /** First day of the history, `YYYY-MM-DD`. */
  start?: string
  disturbances?: Partial<Disturbances>
}

export interface Plan {
  seed: string
  objects: number
  serialShare: number
  packing: boolean
  eventsPerDocument: number
  identifiers: 'urn' | 'digital-link' | 'by-system'
  startMs: number
  disturbances: Disturbances
  campaigns: number
  pumps: number
  lotSize: number
  caseSize: number
  casesPerPallet: number
  intervalMs: number
  consignees: number
  /** Campaigns whose boards take the hot chip lot. */
  hotCampaigns: number
}

const dayMs = 86_400_000
const calm: Disturbances = {
  late: 0,
  duplicate: 0,
  resent: 0,
  corrected: 0,
  contradictory: 0,
  dateOnly: 0,
  equalTimes: 0,
  missing: 0,
  clockSkewSeconds: 0,
}

/** Rates that a plant of middling discipline shows; `missing` stays 0, because a lost event is a test of its own. */
export const usualDisturbances: Disturbances = {
  late: 0.01,
  duplicate: 0.01,
  resent: 0.005,
  corrected: 0.003,
  contradictory: 0.0005,
  dateOnly: 0.01,
  equalTimes: 0.02,
  missing: 0,
  clockSkewSeconds: 90,
}

/** Throws RangeError where an option is out of range: options come from our own programs, not from input. */
export function createPlan(options: FactoryOptions): Plan {
  const objects = options.objects ?? 10_000
  if (!Number.isSafeInteger(objects) || objects < 1000 || objects > 50_000_000)
    throw new RangeError(`objects: ${objects} is not in 1,000 … 50,000,000`)
  const profile = options.profile ?? 'mixed'
  const eventsPerDocument = options.eventsPerDocument ?? (profile === 'single' ? 1 : 1000)
  if (!Number.isSafeInteger(eventsPerDocument) || eventsPerDocument < 1)
    throw new RangeError(`eventsPerDocument: ${eventsPerDocument} is not a count`)
  const startMs = Date.parse(`${options.start ?? '2024-01-08'}T00:00:00Z`)
  if (Number.isNaN(startMs)) throw new RangeError(`start: ${options.start} is not a date`)
  const disturbances = { ...calm, ...options.disturbances }
  for (const [name, rate] of Object.entries(disturbances)) {
    if (!(rate >= 0) || (name !== 'clockSkewSeconds' && rate > 1)) throw new RangeError(`disturbances.${name}: ${rate}`)
  }
  const serialShare = { A: 0, B: 0.3, C: 1 }[options.serialParts ?? 'A']
  const packing = profile === 'packing'
  const caseSize = packing ? 40 : 10
  const size = { serialShare, caseSize, casesPerPallet: 40 }
  const campaigns = Math.max(1, Math.round(objects / estimateObjects(5000, size)))
  const pumps = solvePumps(objects / campaigns, size)
  return {
    seed: options.seed ?? 'proofline',
    objects,
    packing,
    eventsPerDocument,
    identifiers: options.identifiers ?? 'by-system',
    startMs,
    disturbances,
    campaigns,
    pumps,
    lotSize: lotSizeFor(pumps),
    ...size,
    intervalMs: Math.min(dayMs, Math.floor((1000 * dayMs) / campaigns)),
    consignees: Math.min(900, Math.max(8, Math.round(Math.sqrt(objects) / 4))),
    hotCampaigns: hotCampaigns(campaigns, pumps),
  }
}

/** The hot lot reaches about a million pumps at the largest sizes, and about a ninth of the history below. */
function hotCampaigns(campaigns: number, pumps: number): number {
  return Math.max(1, Math.min(Math.round(campaigns / (campaigns * pumps < 6_000_000 ? 4.5 : 9)), Math.ceil(1_020_000 / pumps)))
}

export function lotSizeFor(pumps: number): number {
  return Math.min(500, Math.max(20, Math.round(pumps / 8)))
}

interface Shape {
  serialShare: number
  caseSize: number
  casesPerPallet: number
}

function estimateObjects(pumps: number, shape: Shape): number {
  const lots = 40 + (pumps / lotSizeFor(pumps)) * 3.4
  const cases = (pumps * 1.06) / shape.caseSize
  return pumps * (1 + shape.serialShare * 1.01 + implantShare) + cases * (1 + 1 / shape.casesPerPallet) + lots
}

export const implantShare = 0.04

function solvePumps(objects: number, shape: Shape): number {
  let low = 60
  let high = 20_000
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (estimateObjects(middle, shape) <= objects) low = middle
    else high = middle - 1
  }
  return low
}
