// What the bootstrap says before any package is there to say it.

export const texts = {
  en: {
    installing: 'Installing what package-lock.json names (once; about a minute) …',
    'installing-still': '  … still installing, {seconds} s',
    installed: 'Installed in {seconds} s.',
    waiting: 'Another start is installing (process {pid}); waiting for it …',
    'npm-missing': 'npm was not found beside this Node or in PATH. Install Node.js with npm (https://nodejs.org), then start again.',
    'no-network':
      'The packages could not be fetched: the registry {registry} cannot be reached. Check the network, a proxy (npm config set proxy) or the registry (npm config set registry), then start again.',
    'no-permission':
      'Packages cannot be written in {folder}: no permission. Start as the owner of that folder, or clone the repository to a folder of your own.',
    'disk-full': 'The disk is full. About 1 GB is needed for the packages in {folder}. Free some space, then start again.',
    'lock-mismatch':
      'package.json and package-lock.json do not fit together: one of them was changed. Restore both (git checkout package.json package-lock.json), then start again.',
    'install-failed':
      'npm ended with an error ({code}). Its last words stand above. Start again; if it stays so, remove node_modules and start once more.',
    'node-too-old':
      'Node {wanted} or newer is needed and does not come along for {platform} (running: {version}). Install it from https://nodejs.org, then start again.',
    'node-unusable': 'Node at {node} cannot be run: {reason}. Remove node_modules, then start again.',
    'not-a-clone': '{folder} has no package-lock.json: it is not a complete copy of the repository. Clone it again.',
  },
  zh: {
    installing: '正在安装 package-lock.json 所列的软件包（仅首次，约一分钟）……',
    'installing-still': '  ……仍在安装，已用 {seconds} 秒',
    installed: '安装完成，用时 {seconds} 秒。',
    waiting: '另一个启动过程正在安装（进程 {pid}），等待其完成……',
    'npm-missing': '在此 Node 旁边及 PATH 中均未找到 npm。请安装带有 npm 的 Node.js（https://nodejs.org），然后重新启动。',
    'no-network':
      '无法获取软件包：连接不上软件源 {registry}。请检查网络、代理（npm config set proxy）或软件源（npm config set registry），然后重新启动。',
    'no-permission': '没有权限在 {folder} 中写入软件包。请以该文件夹的所有者身份启动，或将仓库克隆到您自己的文件夹。',
    'disk-full': '磁盘已满。{folder} 中的软件包约需 1 GB。请清理空间后重新启动。',
    'lock-mismatch':
      'package.json 与 package-lock.json 不一致：其中之一被改动。请恢复两者（git checkout package.json package-lock.json），然后重新启动。',
    'install-failed': 'npm 出错退出（{code}），其最后的输出见上。请重新启动；如仍失败，请删除 node_modules 后再启动。',
    'node-too-old':
      '需要 Node {wanted} 或更高版本，但没有适用于 {platform} 的内置版本（当前：{version}）。请从 https://nodejs.org 安装后重新启动。',
    'node-unusable': '无法运行 {node} 处的 Node：{reason}。请删除 node_modules 后重新启动。',
    'not-a-clone': '{folder} 中没有 package-lock.json：不是仓库的完整副本。请重新克隆。',
  },
}

/** The language of the locale; both where it names none (`C`, containers). */
export function spokenLanguages(environment = process.env) {
  const locale =
    environment.LC_ALL ||
    environment.LC_MESSAGES ||
    environment.LANG ||
    (process.platform === 'win32' ? Intl.DateTimeFormat().resolvedOptions().locale : '')
  if (/^zh([_.-]|$)/i.test(locale)) return ['zh']
  return locale === '' || /^(C|POSIX)(\.|$)/i.test(locale) ? ['en', 'zh'] : ['en']
}

export function tell(stream, code, params = {}) {
  for (const language of spokenLanguages()) {
    const text = texts[language][code].replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(params, name) ? String(params[name]) : whole))
    stream.write(`${text}\n`)
  }
}
