import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'trace-as-of-beyond': 'The log has {known} facts, so nothing is known as of {index}. Ask for at most {known}.',
    'trace-since-beyond':
      'A difference goes from earlier to later: as of {known} facts, nothing was learned since {index}. Give a “since” of at most {known}.',
    'trace-since-missing': 'A difference is asked since when: give “since” as { "index": … } or { "moment": … }.',
    'trace-since-unasked': '“since” belongs to the ask “difference”, not to “{ask}”. Leave it out, or ask for the difference.',
    'trace-moment-malformed': '“{given}” is no moment. Write it with its offset, such as 2026-11-22T09:00:00+08:00.',
    'trace-window-empty': 'The window ends before it begins. Give a “to” that is not before “from”.',
    'trace-word-unknown': '“{given}” is no word of CBV 2.0 here. Use one of its words, or the URI of another vocabulary.',
    'trace-word-misspelt': '“{given}” is no word of CBV 2.0 here. Perhaps “{meant}” is meant.',
    'trace-sensor-empty': 'The sensor condition asks for nothing. Give what was measured (type), a bound (above, below), or both.',
    'trace-busy': 'Other questions are being answered. Ask again after the time in Retry-After.',
    'trace-closed': 'The server is being stopped. Ask again when it has started.',
    'trace-took-too-long': 'The question was not answered in time and was given up. Ask for fewer objects at a time.',
    'trace-failed': 'The question could not be answered. The log of the server says why.',
  },
  zh: {
    'trace-as-of-beyond': '日志共有 {known} 条事实，无法回答截至 {index} 的情况。请给出不超过 {known} 的序号。',
    'trace-since-beyond': '差异须由早到晚：截至 {known} 条事实，不存在自 {index} 以来的新信息。请使 since 不超过 {known}。',
    'trace-since-missing': '请说明差异的起点：以 { "index": … } 或 { "moment": … } 的形式给出 “since”。',
    'trace-since-unasked': '“since” 只用于 “difference”，不用于 “{ask}”。请去掉它，或改问差异。',
    'trace-moment-malformed': '“{given}”不是有效的时刻。请连同时区偏移书写，例如 2026-11-22T09:00:00+08:00。',
    'trace-window-empty': '时间范围的结束早于开始。请使 to 不早于 from。',
    'trace-word-unknown': '“{given}”不是此处可用的 CBV 2.0 词汇。请使用其中的词，或其他词汇表的 URI。',
    'trace-word-misspelt': '“{given}”不是此处可用的 CBV 2.0 词汇。是否应为“{meant}”？',
    'trace-sensor-empty': '传感器条件未提出任何要求。请给出测量类型（type）、界限（above、below），或两者。',
    'trace-busy': '正在回答其他问题。请在 Retry-After 所示时间之后再次提问。',
    'trace-closed': '服务器正在停止。请在其重新启动后再次提问。',
    'trace-took-too-long': '该问题未能按时回答，已放弃。请减少每次的对象数量。',
    'trace-failed': '未能回答该问题。原因见服务器日志。',
  },
} satisfies Catalog
