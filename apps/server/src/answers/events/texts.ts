import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'query-parameter-unknown':
      'There is no query parameter “{name}”. Its name is one of EPCIS 2.0 §8.2.7.1, or names an extension field as prefix:name.',
    'query-prefix-unknown': 'The prefix in “{name}” is not declared. Declare it in the header GS1-Extensions or in @context.',
    'query-too-many-parameters': 'The query has {found} parameters; at most {most} are read.',
    'query-too-many-values': '{name} has {found} values; at most {most} are read. Ask in several queries.',
    'query-value-missing': '{name} has no value, or an empty one.',
    'query-value-repeated': '{name} takes one value only.',
    'query-value-malformed': '{name} cannot be “{found}”. Write for example: {wanted}.',
    'query-word-unknown':
      '“{found}” in {name} is no value of the Core Business Vocabulary. The nearest: {suggestion}. Values of your own are written as URIs.',
    'query-pattern-malformed':
      '“{found}” is no pattern: whole fields at the end may be *, after at least the scheme, such as urn:epc:idpat:sgtin:9521141.012345.*',
    'query-counts-exclusive': 'eventCountLimit and maxEventCount exclude each other. Leave one of them out.',
    'query-order-wanted': 'eventCountLimit needs orderBy, which says what the first events are.',
    'query-order-unknown': 'Nothing can be ordered by “{found}”: eventTime, recordTime, or an extension field as prefix:name.',
    'page-token-unknown': 'This is no token of a next page, or not of this query. Begin again with the first page.',
    'page-token-expired': 'The token of the next page has expired or was given back. Begin again with the first page.',
    'query-busy': 'Other queries are being answered. Ask again after the time in Retry-After.',
    'query-closed': 'The server is being stopped. Ask again when it has started.',
  },
  zh: {
    'query-parameter-unknown': '没有名为“{name}”的查询参数。参数名应为 EPCIS 2.0 §8.2.7.1 所列，或以“前缀:名称”的形式指明扩展字段。',
    'query-prefix-unknown': '“{name}”中的前缀未声明。请在 GS1-Extensions 请求头或 @context 中声明。',
    'query-too-many-parameters': '查询含有 {found} 个参数；最多读取 {most} 个。',
    'query-too-many-values': '{name} 含有 {found} 个值；最多读取 {most} 个。请分多次查询。',
    'query-value-missing': '{name} 没有值，或值为空。',
    'query-value-repeated': '{name} 只能有一个值。',
    'query-value-malformed': '{name} 的值不能为“{found}”。正确写法示例：{wanted}。',
    'query-word-unknown': '{name} 中的“{found}”不是核心业务词汇（CBV）的值。最接近的是：{suggestion}。自有的值应写成 URI。',
    'query-pattern-malformed': '“{found}”不是有效的匹配模式：只有末尾的完整字段可以写作 *，例如 urn:epc:idpat:sgtin:9521141.012345.*',
    'query-counts-exclusive': 'eventCountLimit 与 maxEventCount 不能同时使用，请去掉其中一个。',
    'query-order-wanted': '使用 eventCountLimit 时必须给出 orderBy，以说明按什么排序取前几个事件。',
    'query-order-unknown': '无法按“{found}”排序：可用 eventTime、recordTime，或以“前缀:名称”形式给出的扩展字段。',
    'page-token-unknown': '这不是下一页的令牌，或不属于本次查询。请从第一页重新开始。',
    'page-token-expired': '下一页的令牌已过期或已被收回。请从第一页重新开始。',
    'query-busy': '正在回答其他查询。请在 Retry-After 所示时间之后再次查询。',
    'query-closed': '服务器正在停止。请在其重新启动后再次查询。',
  },
} satisfies Catalog
