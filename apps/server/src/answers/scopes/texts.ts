import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'scope-unknown': 'Fact {index} is no frozen scope. Its index was given when it was frozen.',
    'scope-erased': 'The scope frozen as fact {index} was erased; the log says by which fact. That it was frozen, and when, still stands.',
    'scope-reason-malformed': 'The reason holds a character that is no text. Write it again.',
    'scope-question-unreadable': 'The frozen question is no longer read by this version: {problem}. The fact itself stands.',
  },
  zh: {
    'scope-unknown': '事实 {index} 不是已冻结的范围。其序号在冻结时已给出。',
    'scope-erased': '作为事实 {index} 冻结的范围已被删除，日志载明由哪条事实删除。其曾被冻结及冻结时间仍然成立。',
    'scope-reason-malformed': '理由中含有无效字符。请重新书写。',
    'scope-question-unreadable': '本版本已无法读取所冻结的问题：{problem}。该事实本身仍然成立。',
  },
} satisfies Catalog
