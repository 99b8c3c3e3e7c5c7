import { posix } from 'node:path'
import { codesIn } from './markdown.ts'
import { asNode, type Finding, type Node, nodesIn, type Source, textOf } from './source.ts'
import { emptyNames, wordsOf } from './words.ts'

const longest = { door: 30, readme: 40 }

const countLines = (text: string): number => text.replace(/\n$/, '').split('\n').length

/** A door names what it gives away, and is short enough to be read at a glance. */
export function checkDoor({ path, text, nodes }: Source): Finding[] {
  const lines = countLines(text)
  const long = lines > longest.door ? [{ path, line: lines, what: `a door of ${lines} lines; at most ${longest.door}` }] : []
  const stars = nodes
    .filter(({ type }) => type === 'ExportAllDeclaration')
    .map(({ line }) => ({ path, line, what: 'export *: a door spells the names out' }))
  return [...long, ...stars]
}

export function checkReadme(path: string, text: string): Finding[] {
  const lines = countLines(text)
  return lines > longest.readme ? [{ path, line: lines, what: `a module's README of ${lines} lines; at most ${longest.readme}` }] : []
}

const isEmptyName = (name: string): boolean => wordsOf(name).some((word) => emptyNames.includes(word))

/** Files and folders whose name says nothing. */
export function checkPath(path: string): Finding[] {
  return path
    .split('/')
    .filter(isEmptyName)
    .map((part) => ({ path, line: 1, what: `"${part}" does not say what it is for` }))
}

const declarations = new Set([
  'ClassDeclaration',
  'FunctionDeclaration',
  'TSEnumDeclaration',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'VariableDeclarator',
])

/** Declared names that say nothing, and enums. */
export function checkNames({ path, nodes }: Source): Finding[] {
  return nodes.flatMap(({ type, line, fields }) => {
    if (!declarations.has(type)) return []
    if (type === 'TSEnumDeclaration') return [{ path, line, what: 'an enum: a union of literals says the same and is erased' }]
    const name = textOf(fields.id)
    return name !== undefined && isEmptyName(name) ? [{ path, line, what: `"${name}" does not say what it is for` }] : []
  })
}

/** An error that is caught and neither handled, told nor thrown on. A comment in the block does not handle it. */
export function checkSwallowed({ path, nodes }: Source): Finding[] {
  return nodes.flatMap(({ type, line, fields }) => {
    if (type === 'CatchClause') return isEmptyBlock(fields.body) ? [{ path, line, what: 'an empty catch swallows the error' }] : []
    if (type !== 'CallExpression') return []
    const called = asNode(fields.callee)
    const method = called?.type === 'MemberExpression' ? textOf(called.fields.property) : undefined
    const given = Array.isArray(fields.arguments) ? fields.arguments : []
    const handler = method === 'catch' ? given[0] : method === 'then' ? given[1] : undefined
    return isMute(handler) ? [{ path, line, what: `.${method}() with a handler that does nothing swallows the error` }] : []
  })
}

const isEmptyBlock = (value: unknown): boolean => {
  const node = asNode(value)
  return node?.type === 'BlockStatement' && Array.isArray(node.fields.body) && node.fields.body.length === 0
}

function isMute(value: unknown): boolean {
  const node = asNode(value)
  if (node?.type !== 'ArrowFunctionExpression' && node?.type !== 'FunctionExpression') return false
  const body = asNode(node.fields.body)
  return isEmptyBlock(body?.fields) || body?.type === 'NullLiteral' || textOf(body?.fields) === 'undefined' || isVoid(body)
}

const isVoid = (node: Node | undefined): boolean => node?.type === 'UnaryExpression' && node.fields.operator === 'void'

const clocks = new Set(['performance', 'Date'])

/** In a test: an assertion that holds only on a machine that is fast enough, or that waits a fixed time for something to have happened. */
export function checkTimedAssertions({ path, nodes }: Source): Finding[] {
  const findings: Finding[] = []
  for (const { type, line, fields } of nodes) {
    if (type !== 'CallExpression') continue
    const timer = textOf(fields.callee) === 'setTimeout' || textOf(fields.callee) === 'setInterval'
    const given = Array.isArray(fields.arguments) ? fields.arguments : []
    if (timer && nodesIn(given[0]).some(isAssertion))
      findings.push({ path, line, what: 'an assertion inside a timer: its failure is lost or late' })
    if (isAssertion({ type, line, fields }) && nodesIn(given).some(readsClock)) {
      findings.push({ path, line, what: 'an assertion on the clock: it holds only on a machine that is fast enough' })
    }
  }
  for (const { type, fields } of nodes) {
    if (type !== 'BlockStatement' || !Array.isArray(fields.body)) continue
    const at = fields.body.findIndex(isFixedWait)
    if (at < 0 || !isTestBody(fields.body, nodes)) continue
    const line = asNode(fields.body[at])?.line ?? 0
    if (fields.body.slice(at + 1).some((statement) => nodesIn(statement).some(isAssertion))) {
      findings.push({ path, line, what: 'waits a fixed time before an assertion: wait for the state instead' })
    }
  }
  return findings
}

function isAssertion({ type, fields }: Node): boolean {
  if (type !== 'CallExpression') return false
  const called = asNode(fields.callee)
  return textOf(called?.fields) === 'assert' || textOf(called?.fields.object) === 'assert'
}

function readsClock({ type, fields }: Node): boolean {
  const called = type === 'CallExpression' ? asNode(fields.callee) : undefined
  return clocks.has(textOf(called?.fields.object) ?? '') && textOf(called?.fields.property) === 'now'
}

/** `await sleep(50)`, `await setTimeout(50)`, `await new Promise((resolve) => setTimeout(resolve, 50))` as a statement. */
function isFixedWait(statement: unknown): boolean {
  const node = asNode(statement)
  const awaited = node?.type === 'ExpressionStatement' ? asNode(node.fields.expression) : undefined
  if (awaited?.type !== 'AwaitExpression') return false
  return nodesIn(awaited.fields.argument).some(({ type, fields }) => {
    const name = type === 'CallExpression' ? textOf(fields.callee) : undefined
    return name !== undefined && ['setTimeout', 'sleep', 'delay', 'wait'].includes(name)
  })
}

/** The statements directly in a function given to `test`, `it` or a subtest: a loop that polls is no fixed wait. */
function isTestBody(statements: unknown, nodes: readonly Node[]): boolean {
  return nodes.some(({ type, fields }) => {
    if (type !== 'CallExpression' || !Array.isArray(fields.arguments)) return false
    const called = asNode(fields.callee)
    const name = textOf(called?.fields) ?? textOf(called?.fields.property)
    if (name !== 'test' && name !== 'it') return false
    return fields.arguments.some((argument) => asNode(asNode(argument)?.fields.body)?.fields.body === statements)
  })
}

const roles = new Set(['index', 'model', 'rules', 'commands', 'queries', 'projection', 'store', 'routes', 'texts', 'error'])

/**
 * In a module of the server the file's name is its role; any other name is explained in the module's README, in backticks.
 * `platform` has no use cases and hence no roles.
 */
export function checkRoles(paths: readonly string[], readReadme: (path: string) => string | undefined): Finding[] {
  return paths.flatMap((path) => {
    const [, folder = '', name = ''] = /^(apps\/server\/src\/(?!platform\/)[^/]+\/[^/]+)\/([^/]+)\.ts$/.exec(path) ?? []
    if (name === '' || roles.has(name)) return []
    const readme = readReadme(posix.join(folder, 'README.md'))
    const told = readme === undefined ? [] : codesIn(readme)
    const known = told.some((code) => code === `${name}.ts` || code === name)
    return known
      ? []
      : [{ path, line: 1, what: `no role of a module: ${folder}/README.md has to name \`${name}.ts\` and say what it is for` }]
  })
}
