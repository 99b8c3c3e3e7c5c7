import type { EventContext } from '../context.ts'
import type { JsonValue } from '../json/model.ts'
import type { Place, Report } from '../report.ts'

/** What a check may look at beside the value, and where it says what is wrong. */
export class Scope {
  readonly report: Report
  readonly context: EventContext

  constructor(report: Report, context: EventContext) {
    this.report = report
    this.context = context
  }

  refuse(code: string, place: Place | null, clause: string, params?: Readonly<Record<string, string | number>>): void {
    this.report.add(code, place, params, clause)
  }

  within(context: EventContext): Scope {
    return new Scope(this.report, context)
  }
}

/** Reports everything that is wrong with a value; says nothing about a right one. */
export type Check = (value: JsonValue, place: Place | null, scope: Scope) => void

export const child = (up: Place | null, token: string | number): Place => ({ up, token })

/** The JSON name of a value's type, for a message. */
export function nameType(value: JsonValue): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}
