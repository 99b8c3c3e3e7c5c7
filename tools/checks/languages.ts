import { languages } from '@proofline/problems'
import { asNode, type Finding, type Node, nodesIn, type Source, textOf } from './source.ts'

export type Texts = Readonly<Record<(typeof languages)[number], Readonly<Record<string, string>>>>

const isTexts = (value: unknown): value is Texts =>
  typeof value === 'object' &&
  value !== null &&
  languages.every((language) => language in value && typeof value[language as keyof typeof value] === 'object')

/** The catalogues among what a `texts.ts` exports, by name. */
export const findCatalogs = (exports: Readonly<Record<string, unknown>>): [string, Texts][] =>
  Object.entries(exports).filter((entry): entry is [string, Texts] => isTexts(entry[1]))

const han = /\p{Script=Han}/u

/** Texts that are the same in every language because they are names. */
const properNouns = new Set([
  'Proofline',
  'Proofline 溯证',
  'PostgreSQL',
  'Node.js',
  'EPCIS',
  'GS1',
  'JSON',
  'API',
  'OpenAPI',
  'English',
  '中文',
])
/** Chinese names that stand in every language, such as the switch to Chinese. */
const withoutNames = (text: string): string => text.replaceAll(/溯证|中文/g, '')
const saysNothing = (text: string): boolean => text.replace(/\{\w+\}/g, '').replace(/[\s\p{P}\p{S}\d]/gu, '') === ''

const paramsOf = (text: string): string => [...new Set(text.match(/\{\w+\}/g))].sort().join(' ')

/** Both languages say the same things: the same codes, the same parameters, nothing empty, Chinese in Chinese. */
export function checkCatalog(path: string, name: string, { en, zh }: Texts): Finding[] {
  const findings: Finding[] = []
  const tell = (code: string, what: string): number => findings.push({ path, line: 1, what: `${name}.${code}: ${what}` })
  for (const code of new Set([...Object.keys(en), ...Object.keys(zh)])) {
    const english = Object.hasOwn(en, code) ? en[code] : undefined
    const chinese = Object.hasOwn(zh, code) ? zh[code] : undefined
    if (english === undefined) tell(code, 'has no English text')
    if (chinese === undefined) tell(code, 'has no Chinese text')
    if (!/^[a-z0-9]+([-.:/][a-z0-9]+)*$/.test(code)) tell(code, 'a code is written in kebab-case')
    if (english === undefined || chinese === undefined) continue
    if (english.trim() === '' || chinese.trim() === '') tell(code, 'is empty')
    else if (!han.test(chinese) && !properNouns.has(chinese) && !saysNothing(chinese)) tell(code, `is not Chinese: ${chinese}`)
    if (han.test(withoutNames(english))) tell(code, `is not English: ${english}`)
    if (paramsOf(english) !== paramsOf(chinese))
      tell(code, `English has ${paramsOf(english) || 'no parameter'}, Chinese ${paramsOf(chinese) || 'none'}`)
  }
  return findings
}

/** The codes of the problems that a source makes: objects with a literal `code` and an `at`. */
export function findProblemCodes({ nodes }: Source): { code: string; line: number }[] {
  return nodes.flatMap(({ type, line, fields }) => {
    if (type !== 'ObjectExpression' || !Array.isArray(fields.properties)) return []
    const properties = new Map(fields.properties.map((property) => [textOf(asNode(property)?.fields.key), asNode(property)?.fields.value]))
    const code = properties.get('code')
    const text = asNode(code)?.type === 'StringLiteral' ? textOf(code) : undefined
    return text !== undefined && properties.has('at') ? [{ code: text, line }] : []
  })
}

/** Chinese in a source that is no `texts.ts` and has no English beside it (`{ en: …, zh: … }`): a text in one language only. */
export function findStrayChinese({ path, nodes }: Source): Finding[] {
  const paired = new Set(nodes.filter(isPair).flatMap(({ fields }) => nodesIn(fields).map((node) => node.fields)))
  return nodes.flatMap(({ type, line, fields }) => {
    const text =
      type === 'TemplateElement' ? cookedText(fields.value) : type === 'StringLiteral' || type === 'JSXText' ? String(fields.value) : ''
    if (!han.test(withoutNames(text)) || paired.has(fields)) return []
    return [{ path, line, what: `"${text.trim().slice(0, 40)}" belongs into a texts.ts, in both languages` }]
  })
}

const cookedText = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'cooked' in value && typeof value.cooked === 'string' ? value.cooked : ''

function isPair({ type, fields }: Node): boolean {
  if (type !== 'ObjectExpression' || !Array.isArray(fields.properties)) return false
  const keys = fields.properties.map((property) => textOf(asNode(property)?.fields.key))
  return languages.every((language) => keys.includes(language))
}
