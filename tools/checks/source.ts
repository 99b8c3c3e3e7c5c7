import assert from 'node:assert/strict'
import { type ParseResult, parse } from '@babel/parser'
import { readText, root } from './files.ts'

/** A node of the syntax tree, as far as the checks look into it. */
export type Node = { readonly type: string; readonly line: number; readonly fields: Readonly<Record<string, unknown>> }

export type Import = {
  /** What stands between the quotes. */
  readonly specifier: string
  readonly line: number
}

/** What is wrong, and where: `path:line: what`. */
export type Finding = { readonly path: string; readonly line: number; readonly what: string }

export const formatFindings = (findings: readonly Finding[]): string =>
  findings.map(({ path, line, what }) => `${path}:${line}: ${what}`).join('\n')

/** Fails with every finding, a line each: the reader mends them all at once. */
export function assertNone(findings: readonly Finding[]): void {
  if (findings.length > 0) assert.fail(`${findings.length} found:\n${formatFindings(findings.slice(0, 200))}`)
}

export type Source = { readonly path: string; readonly text: string; readonly nodes: readonly Node[] }

/** Reads a source as text and as a flat list of its nodes, parents first. A source that does not parse is an error naming the file. */
export function parseSource(path: string, text: string): Source {
  let tree: ParseResult
  try {
    tree = parse(text, { sourceType: 'module', plugins: ['typescript', ...(path.endsWith('x') ? (['jsx'] as const) : [])] })
  } catch (error) {
    throw new Error(`${path} does not parse: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  const nodes: Node[] = []
  collect(tree.program, nodes)
  return { path, text, nodes }
}

const known = new Map<string, Source>()

export function loadSource(path: string, base: string = root): Source {
  const key = `${base}/${path}`
  const found = known.get(key) ?? parseSource(path, readText(path, base))
  known.set(key, found)
  return found
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The syntax node in `value`, if it is one. */
export function asNode(value: unknown): Node | undefined {
  if (!isRecord(value) || typeof value.type !== 'string') return undefined
  const { loc } = value
  const start = isRecord(loc) ? loc.start : undefined
  return { type: value.type, line: isRecord(start) && typeof start.line === 'number' ? start.line : 0, fields: value }
}

/** The nodes at and below `value`, parents first. */
export function nodesIn(value: unknown): Node[] {
  const nodes: Node[] = []
  collect(value, nodes)
  return nodes
}

function collect(value: unknown, into: Node[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into)
    return
  }
  const node = asNode(value)
  if (node === undefined) return
  into.push(node)
  for (const [key, child] of Object.entries(node.fields)) {
    if (key !== 'loc' && key !== 'extra' && !key.endsWith('Comments')) collect(child, into)
  }
}

/** The name of an identifier, the value of a string literal. */
export function textOf(value: unknown): string | undefined {
  const node = asNode(value)
  if (node?.type === 'Identifier' && typeof node.fields.name === 'string') return node.fields.name
  if (node?.type === 'StringLiteral' && typeof node.fields.value === 'string') return node.fields.value
  return undefined
}

/** Static and dynamic imports, re-exports, `import('…')` types: whatever ties one file to another. */
export function findImports({ nodes }: Source): Import[] {
  const imports: Import[] = []
  for (const { type, line, fields } of nodes) {
    const from =
      type === 'ImportDeclaration' || type === 'ExportNamedDeclaration' || type === 'ExportAllDeclaration' || type === 'ImportExpression'
        ? fields.source
        : type === 'TSImportType'
          ? (fields.source ?? fields.argument)
          : type === 'CallExpression' && asNode(fields.callee)?.type === 'Import'
            ? (fields.arguments as unknown[])[0]
            : undefined
    const specifier = textOf(from) ?? textOf(asNode(from)?.fields.literal)
    if (specifier !== undefined) imports.push({ specifier, line })
  }
  return imports
}
