import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'erasure-field': 'The order to erase lacks this field, or it has not the form that is needed.',
    'erasure-signature-invalid': 'The signature is not one over this order. Let it be signed again.',
    'erasure-signatures-missing': 'Two people who may decide must sign; {actual} of them did.',
    'erasure-commitment': 'The order names another commitment than fact {index} has: it is about another fact. Check the index.',
    'erasure-kind': 'Fact {index} is about the log itself: its body is never erased.',
    'erasure-unknown': 'The log has no fact {index}.',
    'erasure-request-form': 'This is no order to erase. Make one with `proofline erase propose`.',
    'erasure-twice': 'The order names fact {index} twice. Name each fact once.',
  },
  zh: {
    'erasure-field': '删除决定缺少此字段，或其格式不正确。',
    'erasure-signature-invalid': '该签名与此删除决定不符。请重新签名。',
    'erasure-signatures-missing': '须由两位有权人员签名，目前为 {actual} 位。',
    'erasure-commitment': '删除决定所载的承诺值与事实 {index} 不符：指向的是另一条事实。请核对编号。',
    'erasure-kind': '事实 {index} 记载日志自身的情况，其正文不得删除。',
    'erasure-unknown': '日志中没有编号为 {index} 的事实。',
    'erasure-request-form': '这不是删除决定文件。请用 `proofline erase propose` 生成。',
    'erasure-twice': '删除决定重复列出了事实 {index}。每条事实只列一次。',
  },
} satisfies Catalog
