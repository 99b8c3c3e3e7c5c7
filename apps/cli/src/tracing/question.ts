import { CommandError, exitCodes } from '../exit-codes.ts'
import { type Ask, asks } from './model.ts'

export type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
export type Question = Readonly<Record<string, unknown>> & { readonly ask: Ask }

const plainKeys = ['step', 'equipment', 'person', 'place', 'from', 'to', 'bizTransaction', 'transport', 'supplierLot'] as const
const sensorKeys = ['type', 'above', 'below', 'uom'] as const

/** What the options ask; the server says what of it is no good. @throws CommandError where the options do not make a question */
export function readQuestion(positionals: readonly string[], values: Values): Question {
  const ask = askOf(values)
  const condition = conditionOf(values.condition)
  if (positionals.length === 0 && condition === undefined) throw new CommandError(exitCodes.usage, 'nothing-to-trace')
  const asOf = knownAt(values['as-of'])
  const since = knownAt(values.since)
  if (ask === 'difference' && since === undefined) throw new CommandError(exitCodes.usage, 'trace-needs-since')
  const filter = { ...(values.certain === true && { certain: true }), ...(values['seed-only'] === true && { seedOnly: true }) }
  return {
    ask,
    seed: condition === undefined ? positionals : { condition, ...(positionals.length > 0 && { objects: positionals }) },
    ...(asOf && { asOf }),
    ...(since && { since }),
    ...(typeof values.at === 'string' && { at: values.at }),
    ...(Object.keys(filter).length > 0 && { filter }),
    ...(values.reasons === true && { reasons: true }),
  }
}

function askOf({ ask, forward, backward }: Values): Ask {
  const words = [ask, forward === true ? 'forward' : undefined, backward === true ? 'backward' : undefined].filter(
    (word) => word !== undefined,
  )
  const [word] = words
  if (words.length !== 1) throw new CommandError(exitCodes.usage, 'trace-one-ask', { asks: asks.join(', ') })
  const known = asks.find((one) => one === word)
  if (known === undefined) throw new CommandError(exitCodes.usage, 'trace-ask-unknown', { ask: String(word), asks: asks.join(', ') })
  return known
}

/** A log index, or a moment. */
function knownAt(text: Values[string]): { index: number } | { moment: string } | undefined {
  if (typeof text !== 'string') return undefined
  return /^\d+$/.test(text) ? { index: Number(text) } : { moment: text }
}

/** `key=value`, several together; `sensor.above=8`. */
function conditionOf(told: Values[string]): Record<string, unknown> | undefined {
  if (!Array.isArray(told)) return undefined
  const condition: Record<string, string> = {}
  const sensor: Record<string, string> = {}
  for (const text of told.map(String)) {
    const at = text.indexOf('=')
    const [key, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)]
    const measured = sensorKeys.find((one) => key === `sensor.${one}`)
    const plain = plainKeys.find((one) => one === key)
    if (value === '' || (measured === undefined && plain === undefined))
      throw new CommandError(exitCodes.usage, 'trace-condition-unknown', {
        given: text,
        keys: [...plainKeys, ...sensorKeys.map((one) => `sensor.${one}`)].join(', '),
      })
    if (measured !== undefined) sensor[measured] = value
    else if (plain !== undefined) condition[plain] = value
  }
  return { ...condition, ...(Object.keys(sensor).length > 0 && { sensor }) }
}
