import { formatGln, formatGtin14 } from './gs1.ts'

/** A company. Prefixes lie in 952, the range that GS1 keeps for demonstrations and examples. */
export interface Party {
  key: string
  role: 'maker' | 'supplier' | 'distributor' | 'hospital'
  prefix: string
  reference: string
  gln: string
  nameEn: string
  nameZh: string
}

/** A place of a company: a location reference with an extension (GLN extension component, AI 254). */
export interface Place {
  party: Party
  reference: string
  gln: string
  extension: string
  nameZh: string
}

/**
 * A product. Quantities inside the factory are integers: pieces, or the smallest weighed step (`scale` steps make one unit of `uom`,
 * UN/ECE Recommendation 20; no `uom` means pieces).
 */
export interface Product {
  key: string
  prefix: string
  indicator: number
  item: string
  gtin14: string
  serialised: boolean
  uom: 'KGM' | 'GRM' | undefined
  scale: number
  supplier: Party | undefined
  nameEn: string
  nameZh: string
}

export const makerPrefix = '9520100'

function party(key: string, role: Party['role'], prefix: string, reference: string, nameEn: string, nameZh: string): Party {
  return { key, role, prefix, reference, gln: formatGln(prefix, reference), nameEn, nameZh }
}

export const maker = party('maker', 'maker', makerPrefix, '00001', 'Suzheng Medical Devices', '溯正医疗器械有限公司')

const supplierRows: [string, string, string][] = [
  ['polymers', 'Huaxin Polymers', '华新高分子材料有限公司'],
  ['gaskets', 'Ruifeng Sealing', '瑞丰密封件厂'],
  ['fasteners', 'Yongjia Fasteners', '永嘉紧固件有限公司'],
  ['circuits', 'Dongguan Circuits', '东莞精密电路有限公司'],
  ['chips', 'Jiangnan Microelectronics', '江南微电子股份有限公司'],
  ['batteries', 'Hengda Battery', '恒达电池有限公司'],
  ['cells', 'Northern Cells', '北方电芯科技有限公司'],
  ['titanium', 'Baoji Titanium', '宝鸡钛材有限公司'],
  ['needles', 'Zhuji Needles', '诸暨针业有限公司'],
  ['adhesives', 'Kangda Adhesives', '康达胶粘剂有限公司'],
]

export const suppliers: readonly Party[] = supplierRows.map(([key, en, zh], index) =>
  party(key, 'supplier', String(9520201 + index), '00001', en, zh),
)

function supplier(key: string): Party {
  const found = suppliers.find((one) => one.key === key)
  if (found === undefined) throw new RangeError(`no supplier ${key}`)
  return found
}

function product(
  key: string,
  issuer: Party,
  item: string,
  nameEn: string,
  nameZh: string,
  form: { serialised?: boolean; uom?: 'KGM' | 'GRM'; supplier?: Party } = {},
): Product {
  const scale = form.uom === 'KGM' ? 1000 : 1
  const base = { key, prefix: issuer.prefix, indicator: 0, item, gtin14: formatGtin14(issuer.prefix, 0, item) }
  const from = form.supplier ?? (issuer.role === 'supplier' ? issuer : undefined)
  return { ...base, serialised: form.serialised ?? false, uom: form.uom, scale, supplier: from, nameEn, nameZh }
}

/** The bill of materials, one level a line: what is bought, then what is made. Screws are bought under our own part number. */
export const products = {
  resin: product('resin', supplier('polymers'), '00101', 'ABS resin', 'ABS树脂', { uom: 'KGM' }),
  pvc: product('pvc', supplier('polymers'), '00102', 'Medical PVC', '医用聚氯乙烯粒料', { uom: 'KGM' }),
  gasket: product('gasket', supplier('gaskets'), '00201', 'Silicone gasket', '硅胶密封圈'),
  screw: product('screw', maker, '90301', 'Screw M2', '不锈钢螺钉 M2', { supplier: supplier('fasteners') }),
  circuit: product('circuit', supplier('circuits'), '00401', 'Bare circuit board', '印制电路板'),
  chip: product('chip', supplier('chips'), '00501', 'Controller chip', '控制芯片'),
  battery: product('battery', supplier('batteries'), '00601', 'Battery pack', '锂电池组'),
  batteryAlternative: product('batteryAlternative', supplier('cells'), '00701', 'Battery pack, alternative', '替代锂电池组'),
  heat: product('heat', supplier('titanium'), '00801', 'Titanium heat Ti-6Al-4V', '钛合金棒 TC4（炉批）', { uom: 'KGM' }),
  needle: product('needle', supplier('needles'), '00901', 'Needle 0.7', '针头 0.7'),
  glue: product('glue', supplier('adhesives'), '01001', 'Medical adhesive', '医用胶', { uom: 'GRM' }),
  blend: product('blend', maker, '10101', 'Dried resin blend', '干燥混合料', { uom: 'KGM' }),
  housing: product('housing', maker, '10201', 'Pump housing', '泵壳体'),
  module: product('module', maker, '10301', 'Pump module', '泵头组件'),
  board: product('board', maker, '10401', 'Control board', '控制板'),
  boardSerial: product('boardSerial', maker, '10402', 'Control board, serialised', '控制板（序列号管理）', { serialised: true }),
  pump: product('pump', maker, '20101', 'Infusion pump', '输液泵', { serialised: true }),
  bar: product('bar', maker, '10501', 'Titanium bar', '钛棒', { uom: 'KGM' }),
  implant: product('implant', maker, '20201', 'Bone screw, sterile', '无菌骨螺钉', { serialised: true }),
  compound: product('compound', maker, '10601', 'Tube compound', '管路混炼料', { uom: 'KGM' }),
  set: product('set', maker, '20301', 'Infusion set', '一次性使用输液器'),
  setExport: product('setExport', maker, '20302', 'Infusion set, export label', '一次性使用输液器（出口标签）'),
} as const

export type ProductKey = keyof typeof products

function place(reference: string, extension: string, nameZh: string, owner: Party = maker): Place {
  return { party: owner, reference, gln: formatGln(owner.prefix, reference), extension, nameZh }
}

export const places = {
  dock: place('00010', 'D1', '收货月台'),
  inspection: place('00010', 'Q1', '来料检验区'),
  quarantine: place('00010', 'Q9', '不合格品隔离区'),
  warehouse: place('00010', 'W1', '原料库'),
  moulding: place('00020', 'M1', '注塑车间'),
  boards: place('00020', 'E1', '电子装配线'),
  modules: place('00020', 'A1', '组件装配线'),
  assembly: place('00020', 'A2', '总装线'),
  machining: place('00020', 'C1', '植入物加工车间'),
  tubing: place('00020', 'T1', '管路洁净车间'),
  steriliser1: place('00030', 'S1', '环氧乙烷灭菌柜一号'),
  steriliser2: place('00030', 'S2', '环氧乙烷灭菌柜二号'),
  packing: place('00040', 'P1', '包装线'),
  finished: place('00040', 'F1', '成品库'),
  service: place('00050', 'R1', '售后服务中心'),
} as const

const mainPlaces = new WeakMap<Party, Place>()

/** The main place of a partner: where goods come from, and go to. */
export function placeOf(owner: Party): Place {
  let main = mainPlaces.get(owner)
  if (main === undefined) {
    main = place(owner.reference, '0', owner.nameZh, owner)
    mainPlaces.set(owner, main)
  }
  return main
}

const cities = [
  '北京',
  '上海',
  '广州',
  '深圳',
  '成都',
  '武汉',
  '西安',
  '南京',
  '杭州',
  '重庆',
  '天津',
  '长沙',
  '沈阳',
  '济南',
  '郑州',
  '昆明',
]
const citiesEn = [
  'Beijing',
  'Shanghai',
  'Guangzhou',
  'Shenzhen',
  'Chengdu',
  'Wuhan',
  "Xi'an",
  'Nanjing',
  'Hangzhou',
  'Chongqing',
  'Tianjin',
]

/** Customers: about one distributor to four hospitals, so that both kinds appear from the smallest size on. */
export function createConsignees(count: number): Party[] {
  return Array.from({ length: count }, (_, index) => {
    const city = cities[index % cities.length] ?? ''
    const cityEn = citiesEn[index % citiesEn.length] ?? ''
    const number = Math.floor(index / cities.length) + 1
    const prefix = String(9521001 + index)
    if (index % 5 === 1)
      return party(`d${index}`, 'distributor', prefix, '00001', `${cityEn} Medical Supply ${number}`, `${city}医疗器械经营${number}部`)
    return party(`h${index}`, 'hospital', prefix, '00001', `${cityEn} Hospital ${number}`, `${city}第${number}人民医院`)
  })
}

/** The systems that write. Each is a client of its own: two of them are two sources. */
export const sourceKeys = ['erp', 'mes', 'wms', 'qms', 'portal', 'distributors', 'hospitals', 'service'] as const
export type SourceKey = (typeof sourceKeys)[number]
