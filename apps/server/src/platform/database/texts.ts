import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'migration-misnumbered': 'The migration {file} is out of order; {expected} was expected. The program is incomplete: install it again.',
    'migration-changed':
      'The migration {file} is not the one that this database has had. The program was changed: install the released one.',
    'migration-unknown': 'A migration of this program cannot be read. Install the released program.',
    'database-newer': 'The database has had {file}, which this program does not know: a newer version wrote it. Start that version.',
    'seal-broken': 'The sealed migration {file} was changed or removed. Restore it; changes belong in a new migration.',
  },
  zh: {
    'migration-misnumbered': '迁移文件 {file} 的编号不连续，应为 {expected}。程序不完整，请重新安装。',
    'migration-changed': '迁移文件 {file} 与此数据库执行过的不一致。程序已被改动，请安装正式发布的版本。',
    'migration-unknown': '无法读取本程序的一个迁移文件。请安装正式发布的版本。',
    'database-newer': '数据库已执行过本程序不认识的迁移 {file}：它由更新的版本写入。请启动该版本。',
    'seal-broken': '已封存的迁移文件 {file} 被改动或删除。请恢复原文件；改动应写入新的迁移。',
  },
} satisfies Catalog
