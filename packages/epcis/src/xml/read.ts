import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { checkDocument, readDocument } from '../check/document.ts'
import type { CheckOptions, DocumentReading, EpcisDocument } from '../document.ts'
import { findInvalidUtf8 } from '../json/bytes.ts'
import type { JsonObject } from '../json/model.ts'
import { closeProblems, formatPlace, Report } from '../report.ts'
import { type XmlLimits, xmlLimits } from './limits.ts'
import { placeOf } from './node.ts'
import { XmlTreeReader } from './parser.ts'
import { DocumentReader } from './read-document.ts'
import type { Locate } from './reading.ts'

/** An EPCIS XML document as the JSON document of EPCIS 2.0 that says the same. */
export type XmlDocument = {
  readonly document: JsonObject
  /** XPath of each event of the document, in their order. */
  readonly eventPaths: readonly string[]
  /** Problems of single events that JSON cannot show (text between elements, a lossy number …): these events may not be taken. */
  readonly faults: readonly { readonly index: number; readonly problems: readonly Problem[] }[]
}

/** Like bytes, but for the byte order mark; what is not UTF-8 is reported. */
function decode(bytes: Uint8Array, report: Report): string | undefined {
  const utf16 =
    (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0x3c && bytes[1] === 0)
  const content = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
  const { offsets, total } = utf16 ? { offsets: [0], total: 1 } : findInvalidUtf8(content, 20)
  const shift = bytes.length - content.length
  for (const offset of offsets) report.add('xml-utf8-invalid', null, { offset: offset + shift }, 'XML 1.0 §4.3.3')
  if (total > offsets.length) report.add('json-utf8-invalid-more', null, { count: total - offsets.length }, 'XML 1.0 §4.3.3')
  return total > 0 ? undefined : new TextDecoder('utf-8', { ignoreBOM: true }).decode(content)
}

type Parsed = { readonly report: Report; readonly reader: DocumentReader; readonly document: JsonObject | undefined }

function parse(input: Uint8Array | string, limits: Partial<XmlLimits>, locate?: Locate): Parsed {
  const allowed: XmlLimits = { ...xmlLimits, ...limits, maxDepth: Math.min(limits.maxDepth ?? xmlLimits.maxDepth, 512) }
  const budget = { left: allowed.maxProblems }
  const syntax = new Report(budget)
  const text = typeof input === 'string' ? input : decode(input, syntax)
  const report = new Report(budget)
  const reader = new DocumentReader(report, budget, locate)
  if (text === undefined) return { report: syntax, reader, document: undefined }
  const root = new XmlTreeReader(allowed, syntax, (node) => reader.take(node)).read(text)
  // Of a text that is no XML, what its elements seem to say is no news.
  if (syntax.total > 0 || root === undefined) return { report: syntax, reader, document: undefined }
  return { report, reader, document: reader.document(root) }
}

/**
 * Reads EPCIS 2.0 XML (a document, a query document, a master data document, one event), and 1.0 to 1.2 raised to 2.0, as the JSON document
 * that says the same; `checkDocument` has not looked at it. Refused for what is no XML or wrong around the events, with every problem at its
 * XPath, line and column. Order of elements is not judged.
 */
export function parseXml(input: Uint8Array | string, limits: Partial<XmlLimits> = {}): Result<XmlDocument> {
  const { report, reader, document } = parse(input, limits)
  if (document === undefined || report.total > 0) {
    const faults = document === undefined ? [] : reader.faults
    const total = faults.reduce((sum, fault) => sum + fault.report.total, report.total)
    return refuse(...closeProblems([...report.listed, ...faults.flatMap((fault) => fault.report.listed)], total))
  }
  const faults = reader.faults.map(({ index, report: own }) => ({ index, problems: own.close(reader.eventPaths[index]) }))
  return succeed({ document, eventPaths: reader.eventPaths, faults })
}

/** The problems of a JSON document made from XML, each where it stands in the XML: XPath, line and column. Reads the XML once more. */
function relocate(input: Uint8Array | string, problems: readonly Problem[]): Problem[] {
  const wanted = new Set<string>()
  for (const { at } of problems) for (let pointer = at; pointer !== ''; pointer = above(pointer)) wanted.add(pointer)
  const found = new Map<string, { at: string; line: number; column: number }>()
  parse(input, {}, (place, node) => {
    const pointer = formatPlace(place)
    // Of an element told twice, JSON has the first.
    if (wanted.has(pointer) && !found.has(pointer))
      found.set(pointer, { at: formatPlace(placeOf(node)), line: node.line, column: node.column })
  })
  return problems.map((problem) => {
    let pointer = problem.at
    while (pointer !== '' && !found.has(pointer)) pointer = above(pointer)
    const place = found.get(pointer)
    if (place === undefined) return { ...problem, at: '' }
    return { ...problem, at: place.at, params: { ...problem.params, line: place.line, column: place.column } }
  })
}

const above = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))

/** `checkDocument` of XML: the whole document or every problem, each at its XPath with line and column. */
export function checkXmlDocument(input: Uint8Array | string, options: CheckOptions = {}): Result<EpcisDocument> {
  const parsed = parseXml(input, limitsOf(options))
  if (!parsed.ok) return parsed
  const { document, faults, eventPaths } = parsed.value
  const checked = checkDocument(document, options)
  if (checked.ok && faults.length === 0) return succeed({ ...checked.value, events: withPaths(checked.value.events, eventPaths) })
  const said = faults.flatMap(({ problems }) => problems)
  return refuse(...said, ...(checked.ok ? [] : relocate(input, checked.problems)))
}

/** `readDocument` of XML: each event stands or falls by itself. */
export function readXmlDocument(input: Uint8Array | string, options: CheckOptions = {}): Result<DocumentReading> {
  const parsed = parseXml(input, limitsOf(options))
  if (!parsed.ok) return parsed
  const { document, faults, eventPaths } = parsed.value
  const reading = readDocument(document, options)
  if (!reading.ok) return refuse(...relocate(input, reading.problems))
  const faulty = new Map(faults.map(({ index, problems }) => [index, problems]))
  const refused = new Map<number, readonly Problem[]>(faulty)
  const located = relocate(input, reading.value.refused.length === 0 ? [] : reading.value.refused.flatMap(({ problems }) => problems))
  let from = 0
  for (const { index, problems } of reading.value.refused) {
    const own = located.slice(from, from + problems.length)
    from += problems.length
    refused.set(index, [...(faulty.get(index) ?? []), ...own])
  }
  const kept = reading.value.document.events.filter(({ index }) => !refused.has(index))
  return succeed({
    document: { ...reading.value.document, events: withPaths(kept, eventPaths) },
    refused: [...refused].sort(([a], [b]) => a - b).map(([index, problems]) => ({ index, at: eventPaths[index] ?? '', problems })),
  })
}

const limitsOf = ({ maxProblems }: CheckOptions): Partial<XmlLimits> => (maxProblems === undefined ? {} : { maxProblems })

const withPaths = (events: EpcisDocument['events'], paths: readonly string[]): EpcisDocument['events'] =>
  events.map((event) => ({ ...event, at: paths[event.index] ?? event.at }))
