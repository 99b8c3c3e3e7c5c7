import type { Terminal } from '../terminal/index.ts'
import { factsText, gapRow, layOut, momentText, placedText, quantityText, showList, spotText, valueWord, wordOf } from './lines.ts'
import type { Answer, Bucket, ContentsValue, GapsValue, HistoryValue, ResponsibleValue, WhereValue } from './model.ts'

const bucketRow = (terminal: Terminal, bucket: Bucket): (string | undefined)[] => [
  valueWord(terminal, bucket.value),
  quantityText(terminal, bucket.quantity, bucket.uom),
  spotText(terminal, bucket),
  bucket.lot ?? terminal.say('trace-lot-unknown'),
]

export function showWhere(terminal: Terminal, { value }: Answer<WhereValue>): void {
  for (const { uom, quantity, unexplained } of value.total)
    terminal.line(
      `  ${terminal.say('where-total', { quantity: quantityText(terminal, quantity, uom), unexplained: quantityText(terminal, unexplained, uom) })}`,
    )
  showList(
    terminal,
    'where-buckets',
    value.buckets.map((bucket) => bucketRow(terminal, bucket)),
  )
  showList(
    terminal,
    'where-objects',
    value.objects.map((one) => [valueWord(terminal, one.value), one.id, placedText(terminal, one), momentText(one.since)]),
  )
  showList(
    terminal,
    'where-unresolved',
    value.unresolved.map((one) => [valueWord(terminal, one.value), one.id, placedText(terminal, one)]),
  )
  if (value.objectsOmitted > 0) terminal.line(`  ${terminal.say('where-omitted', { count: value.objectsOmitted })}`)
}

/** Not cut off at so many rows as other lists: a history is read whole. */
export function showHistory(terminal: Terminal, { value }: Answer<HistoryValue>): void {
  for (const { id, entries, omitted, present, buckets = [] } of value.objects) {
    terminal.line(`  ${id}`)
    const now = buckets.length > 0 ? [] : [placedText(terminal, present), momentText(present.since)]
    for (const line of layOut([terminal.say('history-present'), ...now])) terminal.line(line)
    for (const bucket of buckets) for (const line of layOut(bucketRow(terminal, bucket).slice(0, 3), 6)) terminal.line(line)
    if (omitted > 0) terminal.line(`    ${terminal.say('history-omitted', { count: omitted })}`)
    for (const entry of entries) {
      const { time, step, type, action, how, through, place, readPoint, operator, source, event, voidedBy, claimed, value: word } = entry
      const row = [
        momentText(time.from),
        wordOf(step) ?? [type, action].filter((part) => part !== null).join(' '),
        how === 'own' ? undefined : terminal.say(`history-${how}`, { through: through ?? '?' }),
        word === 'certain' ? undefined : terminal.say(`value-${word}`).trim(),
        place ?? readPoint ?? undefined,
        operator ?? undefined,
        `${source} ${terminal.say('verify-fact', { from: event })}`,
        voidedBy === undefined ? undefined : terminal.say('history-voided', { fact: voidedBy }),
        claimed === true ? terminal.say('history-claimed') : undefined,
      ]
      for (const line of layOut(row)) terminal.line(line)
    }
  }
}

export function showContents(terminal: Terminal, { value }: Answer<ContentsValue>): void {
  for (const { id, contents } of value.objects) {
    terminal.line(`  ${id}`)
    if (contents.length === 0) terminal.line(`    ${terminal.say('contents-none')}`)
    const below = Map.groupBy(contents, (held) => held.in)
    const shown = new Set<string>([id])
    const show = (holder: string, indent: number): void => {
      for (const { id: held, how, value: word, quantity, uom } of below.get(holder) ?? []) {
        const amount = quantity === undefined ? undefined : quantityText(terminal, quantity, uom)
        for (const line of layOut([terminal.say(`contents-${how}`), valueWord(terminal, word).trim(), held, amount], indent))
          terminal.line(line)
        if (shown.has(held) || indent > 20) continue
        shown.add(held)
        show(held, indent + 2)
      }
    }
    show(id, 4)
  }
}

export function showResponsible(terminal: Terminal, { value }: Answer<ResponsibleValue>): void {
  for (const direction of ['backward', 'forward'] as const) {
    showList(
      terminal,
      `responsible-${direction}`,
      value[direction].map((one) => [
        momentText(one.began),
        wordOf(one.step) ?? '?',
        one.place ?? one.readPoint ?? undefined,
        one.operator === null ? undefined : terminal.say('responsible-operator', { operator: one.operator }),
        ...one.equipment.map((equipment) => terminal.say('responsible-equipment', { equipment })),
        one.from === null && one.to === null ? undefined : `${one.from ?? '?'} → ${one.to ?? '?'}`,
        ...one.transactions.map(({ id }) => id),
        one.sources.join(', '),
        terminal.say('trace-objects', { count: one.objects.length }),
        factsText(terminal, one.facts),
      ]),
    )
  }
}

export function showGaps(terminal: Terminal, { value }: Answer<GapsValue>): void {
  for (const direction of ['forward', 'backward'] as const) {
    if (value[direction].length === 0) terminal.line(`  ${terminal.say(`gaps-${direction}-none`)}`)
    showList(
      terminal,
      `gaps-${direction}`,
      value[direction].map((gap) => gapRow(terminal, gap)),
    )
  }
}
