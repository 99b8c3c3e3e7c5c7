import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'timestamp-policy-malformed':
      'Line {line} of `timestamp-authorities` in the data folder names no authority, or one twice. A line is `authority NAME URL ROOTS.pem [every=SECONDS] [policy=OID]`.',
    'timestamp-roots-unreadable':
      'The root certificates {path}, which `timestamp-authorities` in the data folder names, cannot be read: {reason}. Put the PEM file there.',
    'timestamp-unreachable': 'The time-stamping authority {authority} gave no answer: {reason}. It is asked again.',
    'timestamp-refused': 'The time-stamping authority {authority} refused (status {status}). It is asked again.',
    'timestamp-answer-too-large': 'The time-stamping authority {authority} does not stop answering.',
    'timestamp-malformed': 'it is no time-stamp token',
    'timestamp-imprint': 'it stamps something else',
    'timestamp-nonce': 'it answers another request',
    'timestamp-policy': 'it is under another policy than the one that is configured',
    'timestamp-signer': 'its certificate is not one for time stamps, or not the one that it names',
    'timestamp-untrusted': 'its certificate has no valid path to a configured root at the moment of the stamp',
    'timestamp-signature': 'its signature does not hold',
  },
  zh: {
    'timestamp-policy-malformed':
      '数据文件夹中 `timestamp-authorities` 的第 {line} 行未指明时间戳机构，或重复指明。格式为 `authority 名称 地址 根证书.pem [every=秒数] [policy=OID]`。',
    'timestamp-roots-unreadable': '数据文件夹中 `timestamp-authorities` 所列的根证书 {path} 无法读取：{reason}。请将 PEM 文件放到该处。',
    'timestamp-unreachable': '时间戳机构 {authority} 没有应答：{reason}。将再次请求。',
    'timestamp-refused': '时间戳机构 {authority} 拒绝了请求（状态 {status}）。将再次请求。',
    'timestamp-answer-too-large': '时间戳机构 {authority} 的应答过大。',
    'timestamp-malformed': '不是时间戳令牌',
    'timestamp-imprint': '所盖时间戳的对象不符',
    'timestamp-nonce': '应答的是另一个请求',
    'timestamp-policy': '所依据的策略与配置不符',
    'timestamp-signer': '其证书不是时间戳专用证书，或与令牌所载的证书不符',
    'timestamp-untrusted': '在盖戳时刻，其证书没有到所配置根证书的有效路径',
    'timestamp-signature': '其签名无效',
  },
} satisfies Catalog
