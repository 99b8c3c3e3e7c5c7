import type { EventContext } from '@proofline/epcis'
import { atPath, type Problem } from '@proofline/problems'
import { limits } from '../model.ts'
import { atValue } from './patterns.ts'

const clause = 'EPCIS 2.0 §8.2.7.1'

/** The values of one parameter while they are read: what is wrong with any of them is kept. */
export class Values {
  readonly name: string
  readonly form: 'url' | 'json'
  readonly context: EventContext
  readonly problems: Problem[] = []
  readonly #told: unknown

  constructor(name: string, told: unknown, form: 'url' | 'json', context: EventContext) {
    this.name = name
    this.form = form
    this.context = context
    this.#told = told
  }

  refuse(code: string, params: Problem['params'] = {}, at = atPath('', this.name)): undefined {
    this.problems.push({ code, at, params: { name: this.name.slice(0, 200), ...params }, clause })
    return undefined
  }

  wrong(found: unknown, wanted: string, at?: string): undefined {
    return this.refuse('query-value-malformed', { found: String(found).slice(0, 200), wanted }, at)
  }

  /** Of a list: `|` separates values in a URL, where a parameter may also come again. One value in JSON stands for a list of one. */
  list(): { readonly value: unknown; readonly at: string }[] {
    const told = Array.isArray(this.#told) ? (this.#told as unknown[]) : [this.#told]
    const split = this.form === 'url' ? told.flatMap((value) => String(value).split('|')) : told
    if (split.length > limits.values) {
      this.refuse('query-too-many-values', { found: split.length, most: limits.values })
      return []
    }
    if (split.length === 0 || split.some((value) => value === '' || value === null)) {
      this.refuse('query-value-missing')
      return []
    }
    const isList = Array.isArray(this.#told)
    return split.map((value, position) => ({ value, at: atValue(this.name, position, isList && this.form === 'json') }))
  }

  texts(): { readonly value: string; readonly at: string }[] {
    return this.list().flatMap(({ value, at }) => {
      if (typeof value === 'string' && value.isWellFormed() && !value.includes('\0')) return [{ value, at }]
      this.wrong(value, 'text', at)
      return []
    })
  }

  /** The one value there is. */
  single(): unknown {
    const told = Array.isArray(this.#told) && this.#told.length === 1 ? (this.#told as unknown[])[0] : this.#told
    if (Array.isArray(told)) return this.refuse('query-value-repeated')
    if (told === '' || told === null) return this.refuse('query-value-missing')
    return told
  }

  raw(): unknown {
    return this.#told
  }
}
