/** The name of a kind of fact and the version of its body's form: a body that changes its meaning gets a new version, old facts keep theirs. */
export type FactKind = keyof typeof factKinds

/** What the bytes of a body are. */
export type MediaType = 'application/json'

type Kind = { readonly mediaType: MediaType; readonly title: { readonly en: string; readonly zh: string } }

/**
 * The table of contents of the record: every kind of fact there is. Kinds are added, never renamed or removed, because facts of them stand
 * in logs for ever.
 */
export const factKinds = {
  'event/1': { mediaType: 'application/json', title: { en: 'EPCIS event', zh: 'EPCIS 事件' } },
  'master-data/1': { mediaType: 'application/json', title: { en: 'Master data of a document', zh: '文件中的主数据' } },
  'refused/1': { mediaType: 'application/json', title: { en: 'Document refused at the door', zh: '被拒收的文件' } },
  'refusals/1': { mediaType: 'application/json', title: { en: 'Refusals counted, not listed', zh: '仅计数的拒收记录' } },
  'subscription/1': { mediaType: 'application/json', title: { en: 'Subscription to a query', zh: '查询订阅' } },
  'erased/1': { mediaType: 'application/json', title: { en: 'Body of a fact erased', zh: '事实正文已删除' } },
  'log-restored/1': { mediaType: 'application/json', title: { en: 'Log restored, new origin', zh: '日志已恢复，启用新标识' } },
  'query/1': { mediaType: 'application/json', title: { en: 'Query given a name', zh: '命名查询已定义' } },
  'query-removed/1': { mediaType: 'application/json', title: { en: 'Named query removed', zh: '命名查询已删除' } },
  'source-terms/1': { mediaType: 'application/json', title: { en: 'What a source promises', zh: '来源的报送约定' } },
  'product-terms/1': { mediaType: 'application/json', title: { en: 'How finely a product is told of', zh: '产品的追溯粒度' } },
  'scope/1': { mediaType: 'application/json', title: { en: 'Scope frozen', zh: '追溯范围已冻结' } },
} as const satisfies Readonly<Record<string, Kind>>

export const isFactKind = (name: string): name is FactKind => Object.hasOwn(factKinds, name)
