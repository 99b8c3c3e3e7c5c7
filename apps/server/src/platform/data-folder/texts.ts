import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'data-folder-held':
      'The data folder {folder} is in use: the server with process id {pid} holds it, at {address}. Use that server, or stop it first, or choose another folder with PROOFLINE_DATA.',
    'data-folder-unusable':
      'The data folder {folder} cannot be used: {reason}. Check that the disk is there, has room, and that you may write to it, or choose another folder with PROOFLINE_DATA.',
  },
  zh: {
    'data-folder-held':
      '数据文件夹 {folder} 正在使用：由进程 {pid} 的服务器占用，地址 {address}。请使用该服务器，或先将其停止，或通过 PROOFLINE_DATA 指定其他文件夹。',
    'data-folder-unusable':
      '数据文件夹 {folder} 无法使用：{reason}。请检查磁盘是否可用、空间是否充足、是否有写入权限，或通过 PROOFLINE_DATA 指定其他文件夹。',
  },
} satisfies Catalog
