import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'version-unreadable': '{name} is a version such as 2.0.0, not “{value}”.',
    'version-unsupported': '{name}: {value} does not fit: this server speaks {spoken}.',
    'extensions-unreadable': 'GS1-Extensions is a list prefix=URI, prefix=URI …; “{value}” is none.',
    'header-choice-unknown': '{name} is one of {choices}, not “{value}”.',
  },
  zh: {
    'version-unreadable': '{name} 应为 2.0.0 这样的版本号，而不是 “{value}”。',
    'version-unsupported': '{name}: {value} 不适用：本服务器支持 {spoken}。',
    'extensions-unreadable': 'GS1-Extensions 应为 “前缀=URI, 前缀=URI …” 的列表，“{value}” 不符合。',
    'header-choice-unknown': '{name} 应为 {choices} 之一，而不是 “{value}”。',
  },
} satisfies Catalog
