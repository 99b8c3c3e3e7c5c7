import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'event-id-reused':
      '{source} told different events under the eventID {subject}. All of them stand. Ask the source which it meant; it withdraws the others by error declarations.',
    'occurred-after-receipt':
      'The event {subject} of {source} claims to have happened after it was received. Check the clock of the source, or have the event corrected.',
    'declaration-unmatched':
      '{source} declares the event {subject} wrong, but has told no event with exactly this content. Nothing was withdrawn. Ask for the declaration to repeat the event word for word.',
  },
  zh: {
    'event-id-reused':
      '{source} 以同一 eventID {subject} 上报了内容不同的事件，各事件均有效。请向来源核实其本意，并由来源以错误声明撤销其余事件。',
    'occurred-after-receipt': '{source} 的事件 {subject} 声称的发生时间晚于接收时间。请检查来源系统的时钟，或由来源更正该事件。',
    'declaration-unmatched':
      '{source} 声明事件 {subject} 有误，但未曾上报过内容与之完全一致的事件，因此未撤销任何事件。请来源在声明中逐字重复原事件。',
  },
} satisfies Catalog
