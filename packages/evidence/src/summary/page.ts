import { type Language, say } from '@proofline/problems'
import type { FactRow, Outline, Span } from '../outline.ts'
import { summaryTexts } from './texts.ts'

/** The definition of pages and READMEs. What it makes never changes: a bundle is compared with it for as long as bundles are kept. */
export const summaryDefinition = 'summary/1'

const mostObjects = 5

const style = `body{font:15px/1.55 system-ui,"Noto Sans SC","Microsoft YaHei",sans-serif;margin:2rem auto;max-width:76rem;padding:0 1rem;color:#1c2430;background:#fff}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #c9d1dc;padding-bottom:.25rem}
dl{display:grid;grid-template-columns:minmax(9rem,16rem) 1fr;gap:.3rem 1.5rem;margin:0}dt{color:#4a5566}dd{margin:0;grid-column:2;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.87rem}th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #e2e7ee}td:nth-child(n+4):nth-last-child(n+2){overflow-wrap:anywhere}th{background:#f3f6fa}
code,pre{font-family:ui-monospace,Consolas,monospace;font-size:.9em}pre{background:#f3f6fa;padding:.6rem .8rem;overflow-x:auto}.note{color:#4a5566}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}`

/** The page as HTML that loads nothing and runs nothing. */
export function renderPage(outline: Outline, language: Language): string {
  const text = teller(language)
  const parts = [
    `<!doctype html>\n<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">\n<head>\n<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>${text('title')}</title>\n<style>\n${style}\n</style>\n</head>\n<body>`,
    `<h1>${text('title')}</h1>\n<p>${text('what-it-is')}</p>`,
    purposeSection(outline, text),
    logSection(outline, text),
    factsSection(outline, text),
    erasedSection(outline, text),
    tableSection(outline, text),
    verifySection(text),
    '</body>\n</html>\n',
  ]
  return parts.filter((part) => part !== '').join('\n')
}

/** HTML that is safe to stand in the page: other people's words come into it through `escapeHtml` only. */
type Html = string & { readonly html: unique symbol }

/** A text of the catalogue, which has no character that HTML knows. */
type Tell = (code: keyof typeof summaryTexts.en, params?: Readonly<Record<string, Html | number>>) => Html

const teller =
  (language: Language): Tell =>
  (code, params = {}) =>
    say(summaryTexts, language, code, params) as Html

const term = (name: Html, ...values: readonly Html[]): string => `<dt>${name}</dt>${values.map((value) => `<dd>${value}</dd>`).join('')}`
const terms = (title: Html, list: readonly string[]): string => `<h2>${title}</h2>\n<dl>\n${list.join('\n')}\n</dl>`
const quoted = (words: string): Html => `<bdi>${escapeHtml(words)}</bdi>` as Html
const coded = (words: string): Html => `<code>${escapeHtml(words)}</code>` as Html
const time = (moment: string): Html => escapeHtml(readable(moment))
const number = (value: number): Html => String(value) as Html

function purposeSection({ purpose, madeAt, madeBy }: Outline, text: Tell): string {
  const reason = purpose.reason === '' ? text('no-reason') : quoted(purpose.reason)
  const objects = purpose.objects.length === 0 ? [text('unknown')] : purpose.objects.map(quoted)
  return terms(text('section-purpose'), [
    term(text('reason'), reason),
    term(text('objects'), ...objects),
    term(text('made-at'), time(madeAt)),
    term(text('made-by'), quoted(madeBy)),
  ])
}

function logSection({ log, cosignatures }: Outline, text: Tell): string {
  const witnesses = cosignatures.map(({ name, at, fingerprint }) =>
    at === null
      ? text('witnessed-without-time', { name: quoted(name), fingerprint: coded(grouped(fingerprint)) })
      : text('witnessed-at', { name: quoted(name), at: time(at), fingerprint: coded(grouped(fingerprint)) }),
  )
  return terms(text('section-log'), [
    term(text('origin'), quoted(log.origin)),
    term(text('size'), number(log.size)),
    term(text('root'), coded(log.root)),
    term(text('key'), coded(log.key)),
    term(text('fingerprint'), coded(grouped(log.fingerprint)), text('fingerprint-note')),
    term(text('witnesses'), ...(witnesses.length === 0 ? [text('no-witnesses')] : witnesses)),
  ])
}

function factsSection({ facts, recorded, occurred, sources, kinds, hasAnswer }: Outline, text: Tell): string {
  const { count, withBody, withheld, erased } = facts
  const span = ({ from, to }: Span): Html => text('span', { from: time(from), to: time(to) })
  return terms(text('section-facts'), [
    term(text('facts-count'), text('facts-count-value', { count, shown: withBody, withheld, erased: erased.length })),
    term(text('recorded'), span(recorded)),
    term(text('occurred'), occurred === null ? text('unknown') : span(occurred)),
    term(text('sources'), ...sources.map(({ system, count: many }) => text('counted-item', { name: quoted(system), count: many }))),
    term(text('kinds'), ...kinds.map(({ kind, count: many }) => text('counted-item', { name: nameKind(kind, text), count: many }))),
    term(text('answer'), text(hasAnswer ? 'answer-included' : 'answer-none')),
  ])
}

/** A kind that this definition does not know is shown by its own name. */
function nameKind(kind: string, text: Tell): Html {
  const code = `kind-${kind}`
  return isCode(code) ? text(code) : quoted(kind)
}

const isCode = (code: string): code is keyof typeof summaryTexts.en => Object.hasOwn(summaryTexts.en, code)

function erasedSection({ facts }: Outline, text: Tell): string {
  if (facts.erased.length === 0) return ''
  const items = facts.erased.map(({ index, by, reason }) => `<li>${text('erased-item', { index, by, reason: quoted(reason) })}</li>`)
  return `<h2>${text('section-erased')}</h2>\n<ul>\n${items.join('\n')}\n</ul>`
}

const columns = [
  'column-index',
  'column-recorded',
  'column-happened',
  'column-what',
  'column-objects',
  'column-source',
  'column-state',
] as const

function tableSection({ rows, facts: { count } }: Outline, text: Tell): string {
  const note = rows.length < count ? text('rows-some', { shown: rows.length, count }) : text('rows-all', { count })
  const head = columns.map((code) => `<th scope="col">${text(code)}</th>`).join('')
  const body = rows.map((row) => tableRow(row, text)).join('\n')
  return `<h2>${text('section-table')}</h2>\n<p class="note">${note}</p>\n<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`
}

function tableRow({ index, envelope, state, event }: FactRow, text: Tell): string {
  const { kind, source, subject, recordedAt } = envelope
  const method = `method-${source.method}`
  const what = [event?.type, event?.action, shortName(event?.bizStep), shortName(event?.disposition), event?.place]
  const told = what.flatMap((words) => (words === undefined || words === '' ? [] : [quoted(words)]))
  const cells = [
    number(index),
    time(recordedAt),
    event?.eventTime === undefined ? text('unknown') : quoted(event.eventTime),
    [nameKind(kind, text), ...told].join('<br>'),
    objectsCell(event?.objects ?? [subject], text),
    [quoted(source.system), quoted(source.reference), isCode(method) ? text(method) : quoted(source.method)].join('<br>'),
    text(`state-${state}`),
  ]
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}

function objectsCell(objects: readonly string[], text: Tell): string {
  const shown = objects.slice(0, mostObjects).map(quoted)
  const more = objects.length - shown.length
  return [...shown, ...(more > 0 ? [text('more-objects', { count: more })] : [])].join('<br>')
}

/** `shipping` of a CBV URI in either form; whatever else it is, whole. */
const shortName = (uri: string | undefined): string | undefined =>
  uri === undefined ? undefined : (/^(?:https:\/\/ref\.gs1\.org\/cbv\/|urn:epcglobal:cbv:)\w+[-:]([\w]+)$/.exec(uri)?.[1] ?? uri)

/** The command does not show the bundle's own key: a forger's page would show the forger's. */
function verifySection(text: Tell): string {
  const command = coded('npx proofline verify bundle.zip --key KEY')
  return `<h2>${text('section-verify')}</h2>\n<p>${text('verify-with-us')}</p>\n<pre>${command}</pre>\n<p>${text('verify-without-us')}</p>\n<p class="note">${text('verify-limits')}</p>`
}

/** ISO 8601 for a person: the zone said. */
const readable = (moment: string): string => moment.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}(?:\.\d{3})?)Z$/, '$1 $2 UTC')

/** Hexadecimal in groups of eight, as it is read out. */
export const grouped = (hex: string): string => hex.replace(/(.{8})(?=.)/g, '$1 ')

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Escaped, and what would be unseen or turn the line around made visible: nothing in a fact can dress up the page. */
const escapeHtml = (words: string): Html =>
  words
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (character) => `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    ) as Html
