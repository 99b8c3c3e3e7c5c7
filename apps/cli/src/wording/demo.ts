import type { Catalog } from '@proofline/problems'

export const demoTexts = {
  en: {
    'demo-summary': 'the whole product once, on a made-up factory',
    'demo-help':
      'proofline demo [--objects N] [--seed TEXT] [--out BUNDLE.zip]\n\nStarts a server of its own on a temporary folder, captures what eight systems of\na made-up medical-device maker write, takes one supplier lot and shows where it\nwent, takes one serial and shows what is in it, exports the evidence and\nverifies it offline. Each step tells its time. Nothing of it touches your data\nfolder.\n\n  --objects N   size of the factory, 1000 to 10000000 (default 5000)\n  --seed TEXT   another factory; the same seed gives the same (default demo)\n  --out FILE    keep the bundle\n\nExample:\n  npm run demo -- --objects 50000',
    'demo-objects': '--objects is a whole number from {smallest} to {largest}, not "{given}"',
    'demo-intro': 'Proofline 溯证: a made-up maker of infusion pumps, its record, a recall question, the proof.',
    'demo-start': 'Start a server on a temporary data folder',
    'demo-capture': 'Capture what the systems of the factory wrote (seed {seed}, {objects} objects)',
    'demo-capturing': 'events',
    'demo-captured': '{events} events in {documents} documents from {sources} systems, {megabytes} MB',
    'demo-forward': 'One supplier lot, forward: {id}',
    'demo-backward': 'One serial, backward: {id}',
    'demo-export': 'Export the evidence of that serial',
    'demo-verify': 'Verify the bundle offline, from the file alone',
    'demo-took': '⏱ {duration}',
    'demo-done': 'Done in {duration}. The temporary folder is gone.',
    'demo-job-failed': 'a document of the demonstration was not captured: {job}',
  },
  zh: {
    'demo-summary': '在虚拟工厂上完整演示一遍产品',
    'demo-help':
      'proofline demo [--objects 数量] [--seed 文本] [--out 证据包.zip]\n\n在临时目录上启动独立的服务器，采集一家虚拟医疗器械企业八个系统所写的内容；\n取一个供应商批次显示其去向，取一个序列号显示其组成，导出证据并离线校验。\n每一步都显示用时。不会触及您的数据目录。\n\n  --objects 数量  工厂规模，1000 至 10000000（默认 5000）\n  --seed 文本     另一家工厂；相同的种子得到相同的工厂（默认 demo）\n  --out 文件      保留证据包\n\n示例：\n  npm run demo -- --objects 50000',
    'demo-objects': '--objects 应为 {smallest} 至 {largest} 的整数，而不是“{given}”',
    'demo-intro': 'Proofline 溯证：一家虚拟的输液泵企业、它的记录、一次召回提问，以及证明。',
    'demo-start': '在临时数据目录上启动服务器',
    'demo-capture': '采集工厂各系统所写的内容（种子 {seed}，{objects} 个对象）',
    'demo-capturing': '事件',
    'demo-captured': '来自 {sources} 个系统的 {documents} 个文档、{events} 个事件，共 {megabytes} MB',
    'demo-forward': '一个供应商批次，正向追溯：{id}',
    'demo-backward': '一个序列号，反向追溯：{id}',
    'demo-export': '导出该序列号的证据',
    'demo-verify': '仅凭文件离线校验证据包',
    'demo-took': '⏱ {duration}',
    'demo-done': '完成，共用时 {duration}。临时目录已删除。',
    'demo-job-failed': '演示中的一个文档未能采集：{job}',
  },
} satisfies Catalog
