import type { Identification, LabelText, Unidentified } from '@proofline/identifiers'
import type { Problem } from '@proofline/problems'
import type { CommandContext } from '../command.ts'
import { columnsOf, padTo, visible, wrap } from './layout.ts'
import { told } from './options.ts'

const width = 80
/** Of the names in front of the values, the indent apart. */
const nameWidth = 16

const pieces = [
  'lot',
  'serial',
  'expiry',
  'manufactured',
  'bestBefore',
  'validUntil',
  'packaged',
  'softwareVersion',
  'sterilisationLot',
  'donation',
] as const
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function rowsOf({ terminal }: CommandContext, found: Identification): [string, string | undefined][] {
  const { normalForms, productionIdentifiers, udiDi, quantity, tag } = found
  const rows: [string, string | undefined][] = [
    [
      'code-agency',
      `${terminal.say(`agency-${found.agency}`)} · ${terminal.say(`form-${found.form}`)}${found.symbology === undefined ? '' : ` · ${found.symbology}`}`,
    ],
    ['code-level', terminal.say(`level-${found.level}`)],
    ['code-udi-di', udiDi],
  ]
  for (const name of pieces) {
    const value: LabelText | { readonly value: string; readonly raw: string } | undefined = productionIdentifiers[name]
    if (value !== undefined) rows.push([`code-${kebab(name)}`, value.value === value.raw ? value.value : `${value.value}  (${value.raw})`])
  }
  rows.push(['code-quantity', quantity?.toString()])
  if (tag !== undefined) rows.push(...rowsOfTag(terminal, tag))
  rows.push(['code-uri', normalForms.uri])
  if (normalForms.digitalLink !== normalForms.uri) rows.push(['code-digital-link', normalForms.digitalLink])
  rows.push(['code-urn', normalForms.urn], ['code-hri', normalForms.hri])
  return rows
}

function rowsOfTag({ say }: CommandContext['terminal'], tag: NonNullable<Identification['tag']>): [string, string | undefined][] {
  const { scheme, filter, bits, hex, hostname, digitalLink, tagUri, rawUri, controls, remainder } = tag
  const kind = [scheme, say('code-tag-bits', { bits }), ...(filter === undefined ? [] : [say('code-filter', { filter })])]
  return [
    ['code-tag', kind.join(' · ')],
    ['code-tag-hex', hex],
    ['code-tag-uri', tagUri ?? rawUri],
    ['code-tag-host', hostname],
    ['code-tag-link', hostname === undefined ? undefined : digitalLink],
    ['code-tag-controls', controls === '' ? undefined : controls],
    ['code-tag-remainder', remainder],
  ]
}

function showRows(context: CommandContext, found: Identification, indent: string): void {
  for (const [code, value] of rowsOf(context, found)) {
    if (value !== undefined) context.terminal.line(`${indent}${padTo(context.terminal.say(code), nameWidth)}${visible(value)}`)
  }
}

/** Problems as prose below their mark; where a clause is named, in brackets behind. */
export function formatProblems(context: CommandContext, mark: string, problems: readonly Problem[]): string[] {
  return problems.flatMap((problem) => {
    const { message, clause } = told(context, problem)
    const lines = wrap(visible(clause === undefined ? message : `${message} [${clause}]`), width - columnsOf(mark) - 2)
    return lines.map((line, index) => `${index === 0 ? mark : ' '.repeat(columnsOf(mark))}${line}`)
  })
}

export function showAnswer(context: CommandContext, answer: Identification | Unidentified): void {
  const { terminal } = context
  const show = (mark: string, problems: readonly Problem[]): void => {
    for (const line of formatProblems(context, mark, problems)) terminal.line(line)
  }
  terminal.line(visible(answer.scan.slice(0, 500)))
  if (answer.ok) {
    showRows(context, answer, '  ')
    show(`  ${terminal.say('mark-flag')} `, answer.flags)
    show(`  ${terminal.say('mark-note')} `, answer.notes)
  } else {
    show(`  ${terminal.say('mark-problem')} `, answer.problems)
    answer.candidates.forEach((candidate, index) => {
      terminal.line(`  ${terminal.say('code-candidate', { number: index + 1 })}`)
      showRows(context, candidate, '    ')
    })
  }
  terminal.line()
}

/** The answer for machines: with the problems' words, so that no catalogue is needed to show it. */
export function answerForMachines(context: CommandContext, answer: Identification | Unidentified): unknown {
  const withWords = (problems: readonly Problem[]): unknown => problems.map((problem) => told(context, problem))
  if (answer.ok) return { ...answer, flags: withWords(answer.flags), notes: withWords(answer.notes) }
  return {
    ...answer,
    problems: withWords(answer.problems),
    candidates: answer.candidates.map((candidate) => answerForMachines(context, candidate)),
  }
}
