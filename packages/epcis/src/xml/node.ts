import type { Place, Report } from '../report.ts'

export type XmlAttribute = { readonly prefix: string; readonly local: string; readonly namespace: string; readonly value: string }

/** What XML Schema and our own namespace say of an element's value. */
export type ValueMarks = {
  /** Local name of an xsi:type in the namespace of XML Schema: `integer`, `boolean` … */
  readonly type?: string
  readonly nil?: boolean
  /** White space is content (xml:space="preserve"). */
  readonly preserve?: boolean
  readonly json?: string
  readonly list?: boolean
}

/** An element, with its attributes but for those that say something of the element itself; character data with references resolved. */
export type XmlNode = {
  readonly up: XmlNode | undefined
  readonly prefix: string
  readonly local: string
  /** '' where it has none. */
  readonly namespace: string
  readonly attributes: readonly XmlAttribute[]
  readonly marks: ValueMarks
  /** Prefixes that this very element declares. */
  readonly declared: ReadonlyMap<string, string>
  readonly children: XmlNode[]
  text: string
  readonly line: number
  readonly column: number
  /** Which of the elements of this name in the one above it, from 1; and how many there are of each name in this one. */
  readonly ordinal: number
  counts: Map<string, number> | undefined
}

const qualified = ({ prefix, local }: XmlNode): string => (prefix === '' ? local : `${prefix}:${local}`)

const inList: ReadonlySet<string> = new Set(['EventList', 'epcList', 'childEPCs', 'inputEPCList', 'outputEPCList', 'VocabularyElementList'])

/** The place of an element as the steps of an XPath: with a number where there may be several of its name. */
export function placeOf(node: XmlNode): Place {
  const { up } = node
  const numbered = up !== undefined && (node.ordinal > 1 || inList.has(up.local) || (up.counts?.get(qualified(node)) ?? 1) > 1)
  return { up: up === undefined ? null : placeOf(up), token: numbered ? `${qualified(node)}[${node.ordinal}]` : qualified(node) }
}

/** Counts one more element of a name in the one above it. */
export function countIn(up: XmlNode | undefined, name: string): number {
  if (up === undefined) return 1
  up.counts ??= new Map()
  const count = (up.counts.get(name) ?? 0) + 1
  up.counts.set(name, count)
  return count
}

export type Say = (code: string, node: XmlNode, clause: string, params?: Readonly<Record<string, string | number>>) => void

/** Says what is wrong with an element, at its XPath, line and column. */
export const sayIn =
  (report: Report): Say =>
  (code, node, clause, params) => {
    if (report.listing) report.add(code, placeOf(node), { ...params, line: node.line, column: node.column }, clause)
    else report.add(code, null)
  }

/** The attribute without a namespace; undefined where there is none. */
export const attributeOf = (node: XmlNode, name: string): string | undefined =>
  node.attributes.find(({ local, namespace }) => local === name && namespace === '')?.value

export const isPlain = (node: XmlNode, local: string): boolean => node.local === local && node.namespace === ''
