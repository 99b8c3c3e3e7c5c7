import type { Party, SourceKey } from '../catalogue.ts'
import type { Plan } from '../options.ts'
import { Random } from '../random.ts'
import type { Desk, Report } from './desk.ts'
import { type EpcisEvent, formatTime } from './event.ts'

const dayMs = 86_400_000

/** What happened to the reports on their way, for those who judge answers by it. */
export interface DisturbanceCounts {
  late: number
  duplicate: number
  retold: number
  resent: number
  corrected: number
  contradictory: number
  dateOnly: number
  equalTimes: number
  missing: number
}

/** The way from a system's pen to its next document: events are lost, repeated, retold, wrong at first, denied, or late. */
export class Disturber {
  readonly counts: DisturbanceCounts = {
    late: 0,
    duplicate: 0,
    retold: 0,
    resent: 0,
    corrected: 0,
    contradictory: 0,
    dateOnly: 0,
    equalTimes: 0,
    missing: 0,
  }
  readonly #plan: Plan
  readonly #desk: Desk
  readonly #parties: readonly Party[]
  readonly #random: Random
  readonly #active: boolean
  readonly #delayed = new Map<number, Report[]>()
  #ordinal = 0

  constructor(plan: Plan, desk: Desk, parties: readonly Party[]) {
    this.#plan = plan
    this.#desk = desk
    this.#parties = parties
    this.#random = new Random(`${plan.seed}/disturbances`)
    const { clockSkewSeconds: _skew, ...rates } = plan.disturbances
    this.#active = Object.values(rates).some((rate) => rate > 0)
  }

  /** Passes a report on to `deliver`, now and later, as it was or not. The report is the desk's last word on the event and may be changed. */
  pass(report: Report, deliver: (report: Report) => void): void {
    if (!this.#active) {
      deliver(report)
      return
    }
    for (const due of this.#due()) deliver(due)
    const { disturbances } = this.#plan
    const random = this.#random
    if (random.chance(disturbances.missing)) {
      this.counts.missing++
      return
    }
    this.#blurTime(report)
    if (random.chance(disturbances.corrected) && this.#correct(report, deliver)) return
    if (random.chance(disturbances.late)) {
      this.counts.late++
      this.#later(report, 5 * this.#plan.eventsPerDocument)
    } else deliver(report)
    if (random.chance(disturbances.duplicate)) this.#duplicate(report)
    if (random.chance(disturbances.resent)) {
      this.counts.resent++
      this.#later({ ...report }, 200)
    }
    if (random.chance(disturbances.contradictory)) this.#contradict(report)
  }

  /** What was still on its way at the end. */
  *flush(): Generator<Report, void, void> {
    const waiting = [...this.#delayed].sort(([left], [right]) => left - right)
    this.#delayed.clear()
    for (const [, reports] of waiting) yield* reports
  }

  #due(): Report[] {
    const due = this.#delayed.get(++this.#ordinal)
    if (due === undefined) return []
    this.#delayed.delete(this.#ordinal)
    return due
  }

  #later(report: Report, within: number): void {
    const ordinal = this.#ordinal + 1 + this.#random.below(within)
    const list = this.#delayed.get(ordinal)
    if (list === undefined) this.#delayed.set(ordinal, [report])
    else list.push(report)
  }

  #blurTime(report: Report): void {
    const { disturbances } = this.#plan
    const { event } = report
    if (this.#random.chance(disturbances.dateOnly)) {
      this.counts.dateOnly++
      makeDateOnly(event, report.timeMs)
    } else if (this.#random.chance(disturbances.equalTimes)) {
      this.counts.equalTimes++
      event.eventTime = formatTime(Math.floor(report.timeMs / 3_600_000) * 3_600_000, true)
      event['proofline:clockUncertaintySeconds'] = 3600 + disturbances.clockSkewSeconds
    }
  }

  /** Another system tells the same happening: word for word, or with its own place, no time of day and no remarks. */
  #duplicate(report: Report): void {
    const source = otherSource(report.source)
    const event: EpcisEvent = { ...report.event, eventID: this.#desk.nextId(source) }
    if (this.#random.chance(0.5)) this.counts.duplicate++
    else {
      this.counts.retold++
      makeDateOnly(event, report.timeMs)
      delete event.readPoint
      delete event.sensorElementList
      for (const key of ['proofline:equipment', 'proofline:station', 'proofline:operator', 'proofline:remark'] as const) delete event[key]
    }
    this.#later({ source, event, timeMs: report.timeMs }, 2 * this.#plan.eventsPerDocument)
  }

  /** Writes a wrong event, and later its declaration and the right one. False where the event has nothing to get wrong. */
  #correct(report: Report, deliver: (report: Report) => void): boolean {
    const { source, event, timeMs } = report
    const wrong = this.#falsify(event)
    if (wrong === undefined) return false
    this.counts.corrected++
    wrong.eventID = this.#desk.nextId(source)
    deliver({ source, event: wrong, timeMs })
    const declarationTime = formatTime(timeMs + dayMs, true)
    const errorDeclaration = { declarationTime, reason: 'incorrect_data', correctiveEventIDs: [event.eventID] }
    this.#later({ source, event: { ...wrong, errorDeclaration }, timeMs }, this.#plan.eventsPerDocument)
    this.#later(report, this.#plan.eventsPerDocument)
    return true
  }

  #falsify(event: EpcisEvent): EpcisEvent | undefined {
    if (event.type === 'TransformationEvent' && event.inputQuantityList !== undefined) {
      const [first, ...rest] = event.inputQuantityList
      if (first === undefined || first.quantity === undefined) return undefined
      return { ...event, inputQuantityList: [{ ...first, epcClass: `${first.epcClass}X` }, ...rest] }
    }
    if (event.bizStep === 'shipping' && event.destinationList !== undefined) {
      const names = this.#desk.names('wms')
      const destination = names.party(this.#random.pick(this.#parties))
      return {
        ...event,
        destinationList: [
          { type: 'possessing_party', destination },
          { type: 'owning_party', destination },
        ],
      }
    }
    return undefined
  }

  /** A system that errs: it says that another's event did not occur, or gives the lot another expiry date. */
  #contradict(report: Report): void {
    this.counts.contradictory++
    const source = otherSource(report.source)
    if (report.event.ilmd !== undefined) {
      const ilmd = { ...report.event.ilmd, 'cbvmda:itemExpirationDate': '2031-12-31' }
      this.#later({ source, event: { ...report.event, eventID: this.#desk.nextId(source), ilmd }, timeMs: report.timeMs }, 200)
      return
    }
    const errorDeclaration = { declarationTime: formatTime(report.timeMs + dayMs, true), reason: 'did_not_occur' }
    this.#later({ source, event: { ...report.event, errorDeclaration }, timeMs: report.timeMs }, 200)
  }
}

function otherSource(source: SourceKey): SourceKey {
  return source === 'erp' ? 'mes' : 'erp'
}

function makeDateOnly(event: EpcisEvent, timeMs: number): void {
  event.eventTime = `${formatTime(timeMs, true).slice(0, 10)}T00:00:00.000+08:00`
  event['proofline:timePrecision'] = 'day'
}
