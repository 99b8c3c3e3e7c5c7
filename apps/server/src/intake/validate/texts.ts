import type { Catalog } from '@proofline/problems'

const en = {
  'bare-event':
    'This is a single event. Captured are documents: put the event into “epcisBody.eventList” of an EPCISDocument, or send it to /events.',
  'no-bare-event': 'Here one event is created. Send a document to /capture.',
  'check-took-too-long':
    'The document could not be checked within {seconds} seconds. Divide it into smaller documents; if it is an ordinary one, tell the operator of this server.',
  'check-took-too-much-memory':
    'Checking the document would take more than {mb} MB of memory. Divide it into smaller documents; if it is an ordinary one, tell the operator of this server.',
}

export const texts = {
  en,
  zh: {
    'bare-event': '这是单个事件，而此处采集的是文件：请将事件放入 EPCISDocument 的 “epcisBody.eventList”，或发送到 /events。',
    'no-bare-event': '此处用于创建单个事件。请将文件发送到 /capture。',
    'check-took-too-long': '未能在 {seconds} 秒内完成该文件的检查。请拆分为较小的文件；若文件本属正常，请联系本服务器的运维人员。',
    'check-took-too-much-memory': '检查该文件所需内存超过 {mb} MB。请拆分为较小的文件；若文件本属正常，请联系本服务器的运维人员。',
  },
} satisfies Catalog<keyof typeof en>
