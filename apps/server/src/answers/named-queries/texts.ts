import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'query-not-object': 'A query is a JSON object { "name": …, "query": { … } }.',
    'query-member-unknown': 'A definition has “name” and “query”, not “{member}”.',
    'query-name':
      'The name is 1 to {longest} characters: no control or invisible characters, no spaces at its ends, Unicode NFC, and not “.” or “..”.',
    'query-missing': '“query” is missing, or no JSON object of query parameters.',
    'query-name-taken': 'A query named “{name}” exists already. Choose another name, or remove that one first.',
    'queries-too-many': 'You have {limit} named queries. Remove some that are no longer needed first.',
    'query-unknown': 'There is no query named “{name}”.',
    'query-not-yours': 'The query “{name}” was defined by another client; only that client may remove it.',
  },
  zh: {
    'query-not-object': '查询应为 JSON 对象 { "name": …, "query": { … } }。',
    'query-member-unknown': '查询定义只有 “name” 和 “query” 两项，没有 “{member}”。',
    'query-name': '名称应为 1 到 {longest} 个字符：不含控制字符或不可见字符，首尾无空格，采用 Unicode NFC，且不为 “.” 或 “..”。',
    'query-missing': '缺少 “query”，或其不是由查询参数组成的 JSON 对象。',
    'query-name-taken': '名为 “{name}” 的查询已存在。请换一个名称，或先删除原查询。',
    'queries-too-many': '您已有 {limit} 个命名查询。请先删除不再需要的查询。',
    'query-unknown': '没有名为 “{name}” 的查询。',
    'query-not-yours': '查询 “{name}” 由另一客户端定义，只有该客户端可以删除。',
  },
} satisfies Catalog
