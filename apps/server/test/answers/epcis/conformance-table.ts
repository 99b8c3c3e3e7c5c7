import { defects, notMade } from './defects.ts'
import type { Operation } from './openapi.ts'

/** What one case came to. */
export type Row = {
  readonly operation: string
  readonly status: number
  readonly asked: string
  readonly exception: string | undefined
  readonly type: string
  readonly defects: readonly string[]
}

/** docs/reference/epcis-conformance.md: the same cases give the same text. */
export function formatTable(operations: readonly Operation[], rows: readonly Row[]): string {
  const used = Object.keys(defects).filter((name) => rows.some((row) => row.defects.includes(name)) || isExplained(name))
  const numbers = new Map(used.map((name, i) => [name, i + 1]))
  const lines = operations.flatMap(({ name }) =>
    rows
      .filter(({ operation }) => operation === name)
      .map((row) => {
        const remarks = row.defects.map((defect) => `defect ${numbers.get(defect) ?? '?'}`).join(', ')
        return `| \`${row.operation}\` | ${row.asked} | ${row.status} | ${row.exception ?? row.type} | ${remarks} |`
      }),
  )
  return `# EPCIS 2.0: what the OpenAPI asks, and what is answered
Written by \`apps/server/test/answers/epcis/conformance.api.test.ts\`, which asks a running server ${rows.length} times and fails where an answer is another. Each JSON answer is valid
by the schema of GS1's OpenAPI 2.0.0 (gs1/EPCIS) for it, each XML document by GS1's XML schema, and the headers that are listed are there. Each problem is asked for as
problem+json and as problem+xml. ${operations.length} operations at ${new Set(operations.map(({ path }) => path)).size} addresses, below \`/epcis\`.

本表由一致性测试自动生成：测试逐一请求运行中的服务器，并以 GS1 的 OpenAPI 与 XML 模式校验每个应答；任何不一致都会使测试失败。

| operation | asked | status | answer | remark |
|---|---|---|---|---|
${lines.join('\n')}

## Listed by the OpenAPI, and not made by a case
| status | of | why |
|---|---|---|
${notMade.map(({ status, why }) => `| ${status} | ${ofOf(status)} | ${why} |`).join('\n')}

## Defects of the OpenAPI
${used.map((name, i) => `${i + 1}. ${defects[name]}`).join('\n')}
`
}

const ofOf = (status: string): string =>
  ({
    '500': 'all',
    '403': 'all but `DELETE /queries/{queryName}`',
    '413': '`GET /queries/{queryName}`',
    '501': '`DELETE /nextPageToken/{token}`',
    '101': '`GET /queries/{queryName}/events`',
  })[status] ?? ''

/** Defects that no case meets, because what is sent avoids them. */
const isExplained = (name: string): boolean => ['misspelt-415', 'definition-413', 'schedule-patterns', 'secret'].includes(name)
