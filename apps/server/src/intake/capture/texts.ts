import type { Catalog } from '@proofline/problems'

const en = {
  'capture-refused-uncounted':
    'The document was refused: {count} problems. Too many documents were refused within this minute: this refusal is counted, but it has no job. Correct them and send it again.',
  'document-too-many-events':
    'The document has more than {limit} events. Nothing of it was recorded. Divide it, or use “proofline capture”, which does so.',
  'capture-refused': 'The document was refused: {count} problems. Nothing of it was recorded. Correct them and send it again.',
  'media-type':
    'Send the document as application/json, application/ld+json, application/xml or text/xml in UTF-8, without content coding; this is {found}.',
  'not-acceptable': 'Answers of this address are {types}. Accept one of them, or leave out the Accept header.',
  'media-type-event': 'Send the event as application/json or application/ld+json in UTF-8, without content coding; this is {found}.',
  'event-exists':
    'There is an event with the ID “{eventID}” already. Nothing was recorded. Where it was wrong, send it again with an error declaration; another event needs an ID of its own.',
  'error-behaviour-unknown': 'GS1-Capture-Error-Behaviour is rollback or proceed, not “{value}”.',
  'idempotency-key-unreadable': 'Idempotency-Key takes 1 to 255 visible ASCII characters.',
  'request-key-reused':
    'Under this Idempotency-Key another document, or the same with another error behaviour, was sent before. Use a new key.',
  'intake-busy': 'Too many documents are on their way in. Nothing was kept; send it again after the time in Retry-After.',
  'outcome-unknown':
    'The database did not answer in time, so it is not known yet whether the document is recorded. Send the same document again after the time in Retry-After: what is recorded already is not recorded twice, and you get its receipt.',
  'disk-low':
    'Nothing is taken in until the operator has freed disk space, so that what is recorded stays safe. Nothing was kept; send it again later.',
  'job-unknown': 'There is no capture job “{id}” of yours.',
  'page-token-invalid': '“nextPageToken” is none of this server’s, or it has expired or was given back. Begin again without it.',
  'per-page-invalid': '“perPage” is a whole number from 1 on; more than {limit} are never sent at once.',
  'event-refused': 'An event of the document was refused.',
  'event-id-reused':
    'This eventID stood before for an event with other content, and no error is declared. Both are recorded. Give every event an ID of its own, or declare the error.',
}

export const texts = {
  en,
  zh: {
    'capture-refused-uncounted': '文件被拒收：共 {count} 个问题。本分钟内被拒收的文件过多，此次拒收仅计数，不建立任务。请更正后重新发送。',
    'document-too-many-events': '文件中的事件超过 {limit} 个，未记录其中任何内容。请拆分，或使用会自动拆分的 “proofline capture”。',
    'capture-refused': '文件被拒收：共 {count} 个问题，未记录其中任何内容。请更正后重新发送。',
    'media-type':
      '请以 UTF-8 编码的 application/json、application/ld+json、application/xml 或 text/xml 发送，且不使用内容编码；收到的是 {found}。',
    'not-acceptable': '此地址的应答格式为 {types}。请接受其中之一，或省略 Accept 标头。',
    'media-type-event': '请以 UTF-8 编码的 application/json 或 application/ld+json 发送事件，且不使用内容编码；收到的是 {found}。',
    'event-exists': 'ID 为 “{eventID}” 的事件已存在，未记录任何内容。若原事件有误，请附错误声明后重新发送；另一事件须使用自己的 ID。',
    'error-behaviour-unknown': 'GS1-Capture-Error-Behaviour 应为 rollback 或 proceed，而不是 “{value}”。',
    'idempotency-key-unreadable': 'Idempotency-Key 应为 1 到 255 个可见 ASCII 字符。',
    'request-key-reused': '此 Idempotency-Key 先前已用于另一份文件，或用于同一文件但错误处理方式不同。请使用新的键。',
    'intake-busy': '正在接收的文件过多。未保留任何内容，请在 Retry-After 所示时间之后重新发送。',
    'outcome-unknown':
      '数据库未能及时响应，目前尚不能确定该文件是否已记录。请在 Retry-After 所示时间之后重新发送同一份文件：已记录的内容不会重复记录，您将得到其回执。',
    'disk-low': '为保证已记录内容的安全，在运维人员释放磁盘空间之前暂停接收。未保留任何内容，请稍后重新发送。',
    'job-unknown': '您没有编号为 “{id}” 的采集任务。',
    'page-token-invalid': '“nextPageToken” 不是本服务器签发的，或已过期或被收回。请不带令牌重新开始。',
    'per-page-invalid': '“perPage” 应为不小于 1 的整数；一次最多返回 {limit} 个。',
    'event-refused': '文件中的一个事件被拒收。',
    'event-id-reused': '此 eventID 先前已用于内容不同的事件，且未作错误声明。两者均已记录。请为每个事件使用各自的 ID，或作出错误声明。',
  },
} satisfies Catalog<keyof typeof en>
