import type { Catalog } from '@proofline/problems'

export const texts = {
  en: {
    'terms-name': 'The name of a source is 1 to {longest} characters: no control or invisible characters, no spaces at its ends.',
    'terms-moment': '“{given}” is no moment. Write it with its offset, such as 2026-11-22T09:00:00+08:00.',
    'terms-order': 'A source cannot be retired before it went live. Correct one of the two moments.',
    'terms-no-product': '“{given}” names no product. Give its GTIN, without lot or serial number.',
    'terms-too-many-sources': 'Terms are declared for {limit} sources already. Declare them for sources that send something.',
  },
  zh: {
    'terms-name': '来源名称应为 1 到 {longest} 个字符：不含控制字符或不可见字符，首尾无空格。',
    'terms-moment': '“{given}”不是有效的时刻。请连同时区偏移书写，例如 2026-11-22T09:00:00+08:00。',
    'terms-order': '来源的停用时刻不能早于上线时刻。请更正其中之一。',
    'terms-no-product': '“{given}”不是产品标识。请给出其 GTIN，不带批号或序列号。',
    'terms-too-many-sources': '已为 {limit} 个来源作出声明。请只为实际报送数据的来源声明。',
  },
} satisfies Catalog
