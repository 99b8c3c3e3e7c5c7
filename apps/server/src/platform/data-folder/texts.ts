import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'client-exists': 'There is a client {name} already. Choose another name, or remove it first: its token then no longer works.',
    'client-name-bad': '“{name}” cannot name a client. Use lower-case letters, digits and hyphens, at most 63.',
    'client-unknown': 'There is no client {name}. `proofline client list` shows those that there are.',
    'data-folder-held':
      'The data folder {folder} is in use: the server with process id {pid} holds it, at {address}. Use that server, or stop it first, or choose another folder with PROOFLINE_DATA.',
    'data-folder-unusable':
      'The data folder {folder} cannot be used: {reason}. Check that the disk is there, has room, and that you may write to it, or choose another folder with PROOFLINE_DATA.',
  },
  zh: {
    'client-exists': '客户端 {name} 已存在。请换一个名称，或先将其删除（其令牌随即失效）。',
    'client-name-bad': '“{name}”不能作为客户端名称。请使用小写字母、数字和连字符，最多 63 个字符。',
    'client-unknown': '没有客户端 {name}。可用 `proofline client list` 查看现有客户端。',
    'data-folder-held':
      '数据文件夹 {folder} 正在使用：由进程 {pid} 的服务器占用，地址 {address}。请使用该服务器，或先将其停止，或通过 PROOFLINE_DATA 指定其他文件夹。',
    'data-folder-unusable':
      '数据文件夹 {folder} 无法使用：{reason}。请检查磁盘是否可用、空间是否充足、是否有写入权限，或通过 PROOFLINE_DATA 指定其他文件夹。',
  },
} satisfies Catalog
