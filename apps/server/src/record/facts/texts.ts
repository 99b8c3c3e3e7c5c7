import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'envelope-not-json': 'The envelope is not a JSON object in UTF-8.',
    'envelope-field': 'This field of the envelope is missing, or has not its form.',
    'envelope-not-canonical': 'The envelope is not in the one form that it may have (RFC 8785).',
  },
  zh: {
    'envelope-not-json': '信封不是 UTF-8 编码的 JSON 对象。',
    'envelope-field': '信封缺少此字段，或其格式不正确。',
    'envelope-not-canonical': '信封不符合唯一的规范形式（RFC 8785）。',
  },
} satisfies Catalog
