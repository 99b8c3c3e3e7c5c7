import type { Terminal } from '../terminal/index.ts'
import type { Machine } from './machine.ts'
import type { Cpu, Outcome, Verdict } from './model.ts'

const widthOfTable = 80
const columns = { measure: 17, figure: 18, baseline: 14, ratio: 7, target: 14 } as const

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/g

/** Cells of a terminal: Chinese characters and their punctuation take two. */
export const cellsOf = (text: string): number => text.length + (text.match(wide)?.length ?? 0)

const pad = (text: string, cells: number): string => text + ' '.repeat(Math.max(1, cells - cellsOf(text)))

const megabytes = (bytes: number): string => Math.round(bytes / 1e6).toString()
const grouped = (value: number): string => Math.round(value).toLocaleString('en-US')
const percent = (ratio: number): string => `${Math.round(ratio * 100)} %`
const seconds = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(1))

/** What is the better the less there is of it. */
const isCost = ({ unit }: Outcome): boolean => unit === 'bytes' || unit === 'ms'
const showCost = ({ unit }: Outcome, value: number): string => (unit === 'bytes' ? `${megabytes(value)} MB` : `${value.toFixed(1)} ms`)

const showFigure = (terminal: Terminal, outcome: Outcome): string =>
  isCost(outcome)
    ? showCost(outcome, outcome.figure)
    : `${grouped(outcome.figure)} ${terminal.say(`bench-unit-${outcome.unit.replace('/', '-per-')}`)}`

function showBaseline(outcome: Outcome): string {
  if (outcome.baseline === undefined) return '–'
  return isCost(outcome) ? showCost(outcome, outcome.baseline) : `${grouped(outcome.baseline)}/s`
}

const showRatio = (outcome: Outcome): string => {
  if (outcome.ratio === undefined) return '–'
  return isCost(outcome) ? `${outcome.ratio.toFixed(1)}x` : percent(outcome.ratio)
}

function showTarget(outcome: Outcome, { of, bound, value, stretch }: Verdict): string {
  const number = of === 'ratio' ? percent(value) : isCost(outcome) ? showCost(outcome, value) : grouped(value)
  return `${bound === 'at-least' ? '≥' : '≤'} ${number}${stretch === true ? ' *' : ''}`
}

function rowsOf(terminal: Terminal, outcome: Outcome): string[] {
  const { measure, figure, baseline, ratio, target } = columns
  const first = [
    pad(outcome.measure, measure),
    pad(showFigure(terminal, outcome), figure),
    pad(showBaseline(outcome), baseline),
    pad(showRatio(outcome), ratio),
  ]
  if (outcome.verdicts.length === 0) return [`${first.join('')}${pad('–', target)}–`]
  return outcome.verdicts.map((verdict, at) => {
    const left = at === 0 ? first.join('') : ' '.repeat(measure + figure + baseline + ratio)
    return left + pad(showTarget(outcome, verdict), target) + terminal.say(verdict.met ? 'bench-met' : 'bench-missed')
  })
}

const showCpu = ({ server, postgres, client, others }: Cpu) => ({
  server: seconds(server),
  postgres: seconds(postgres),
  client: seconds(client),
  others: seconds(others),
})

/** Numbers as a person reads them: bytes in MB, times to the tenth, the rest in groups of three. */
function showDetails(terminal: Terminal, { details }: Outcome): Record<string, string> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => {
      if (name === 'reached') return [name, terminal.say(`bench-reached-${value}`)]
      if (typeof value === 'string') return [name, value]
      if (Number.isNaN(value)) return [name, '–']
      if (name === 'bytes' || name === 'memory') return [name, (value / 1e6).toFixed(value < 1e8 ? 1 : 0)]
      return [name, name.endsWith('Ms') || /seconds$/i.test(name) ? value.toFixed(1) : grouped(value)]
    }),
  )
}

/** Breaks at spaces; Chinese, which has none, between any two characters. */
export function wrap(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of text.split(/(?<= )|(?<=[\u2e80-\uffef])(?![，。；：、）”])/u)) {
    if (line !== '' && cellsOf(indent + line + piece.trimEnd()) > widthOfTable) {
      lines.push(indent + line.trimEnd())
      line = ''
    }
    line += piece
  }
  return [...lines, indent + line.trimEnd()]
}

/** What was measured, against what, and whether it is enough; then how each was measured and where the CPU went. At most 80 cells wide. */
export function formatTable(terminal: Terminal, outcomes: readonly Outcome[]): string[] {
  const heads = (['measure', 'figure', 'baseline', 'ratio', 'target'] as const).map((name) =>
    pad(terminal.say(`bench-column-${name}`), columns[name]),
  )
  const lines = [heads.join('') + terminal.say('bench-column-result'), '-'.repeat(widthOfTable)]
  for (const outcome of outcomes) lines.push(...rowsOf(terminal, outcome))
  if (outcomes.some(({ verdicts }) => verdicts.some(({ stretch }) => stretch === true))) lines.push(terminal.say('bench-stretch'))
  for (const outcome of outcomes) {
    const params = { ...showDetails(terminal, outcome), ...showCpu(outcome.cpu) }
    lines.push('', outcome.measure)
    for (const code of [`bench-${outcome.measure}`, 'bench-cpu']) lines.push(...wrap(terminal.say(code, params), '  '))
  }
  return lines
}

export function formatMachine(terminal: Terminal, machine: Machine): string[] {
  const { memoryBytes, load, ...rest } = machine
  return wrap(terminal.say('bench-machine', { ...rest, memory: (memoryBytes / 2 ** 30).toFixed(0), load: load.toFixed(1) }), '')
}
