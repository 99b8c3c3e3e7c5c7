import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'evidence-about-nothing': 'Name at least one object or one fact that the bundle is to be about.',
    'evidence-reason-malformed': 'The reason is not well-formed Unicode. Type it again.',
    'evidence-fact-unknown': 'There is no fact {index}: the log has {size} facts, numbered from 0.',
    'evidence-object-unknown': 'No fact names {object}. Compare it with the code on the thing itself.',
    'evidence-objects-unknown': '{count} of the objects are unknown here; no bundle was made. Take them out or correct them.',
    'evidence-too-many-facts':
      '{count} facts belong to this; one bundle holds at most {most}. Ask for fewer objects at a time, or name the facts.',
    'evidence-too-large':
      'These facts make more than {most} MB; no bundle was made. Ask for fewer objects at a time, or for a bundle without contents.',
    'evidence-took-too-long': 'The bundle was not finished in time and was given up. Ask for fewer objects at a time.',
    'evidence-unsigned': 'The checkpoint that proves these facts is still being signed. Ask again after the time in Retry-After.',
    'evidence-views-behind':
      'The facts recorded last are not in the views yet, so the bundle might miss some. Ask again after the time in Retry-After.',
    'evidence-changed': 'Contents were erased while the bundle was being made. Ask again.',
    'evidence-busy': 'Other bundles are being made. Ask again after the time in Retry-After.',
    'evidence-closed': 'The server is being stopped. Ask again when it has started.',
    'evidence-failed': 'The bundle could not be made.',
    'evidence-damaged':
      'The database does not hold what was signed, so no bundle was made. Run `proofline verify --log` to find what was changed, then restore a backup.',
    'evidence-body-missing': 'The content of fact {index} is missing, and no fact ordered its erasure.',
  },
  zh: {
    'evidence-about-nothing': '请至少指定一个对象或一条事实。',
    'evidence-reason-malformed': '说明不是有效的 Unicode 文本，请重新输入。',
    'evidence-fact-unknown': '没有编号为 {index} 的事实：日志共有 {size} 条事实，编号从 0 开始。',
    'evidence-object-unknown': '没有任何事实提到 {object}。请与实物上的编码进行核对。',
    'evidence-objects-unknown': '其中 {count} 个对象在此未知，未生成证据包。请将其去除或更正。',
    'evidence-too-many-facts': '共涉及 {count} 条事实；一个证据包最多 {most} 条。请减少每次的对象数量，或直接指定事实。',
    'evidence-too-large': '这些事实超过 {most} MB，未生成证据包。请减少每次的对象数量，或请求不含正文的证据包。',
    'evidence-took-too-long': '证据包未能按时完成，已放弃。请减少每次的对象数量。',
    'evidence-unsigned': '证明这些事实所需的检查点仍在签署。请在 Retry-After 所示时间之后再次请求。',
    'evidence-views-behind': '最近记录的事实尚未进入视图，证据包可能不完整。请在 Retry-After 所示时间之后再次请求。',
    'evidence-changed': '生成证据包期间有正文被删除。请再次请求。',
    'evidence-busy': '正在生成其他证据包。请在 Retry-After 所示时间之后再次请求。',
    'evidence-closed': '服务器正在停止。请在其重新启动后再次请求。',
    'evidence-failed': '未能生成证据包。',
    'evidence-damaged': '数据库中的内容与已签署的不符，因此未生成证据包。请运行 `proofline verify --log` 查明改动之处，然后恢复备份。',
    'evidence-body-missing': '事实 {index} 缺少正文，且没有事实决定将其删除。',
  },
} satisfies Catalog
