import { addDecimals } from './decimals.ts'

/** So many digits survive as a number. */
const wholeDigits = 15

/** An exact sum of plain decimals: of whole ones, which most are, as a number. */
export class Amount {
  #whole = 0
  #exact: string | undefined

  add(text: string): void {
    const sum = text.length <= wholeDigits && !text.includes('.') ? this.#whole + Number(text) : Number.NaN
    if (Number.isSafeInteger(sum)) this.#whole = sum
    else this.#exact = addDecimals(this.#exact ?? '0', text)
  }

  /** Null: nothing. */
  get text(): string | null {
    const sum = this.#exact === undefined ? String(this.#whole) : addDecimals(this.#exact, String(this.#whole))
    return sum === '0' ? null : sum
  }
}
