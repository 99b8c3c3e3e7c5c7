/** What users of other systems say in public that a trace got wrong, by the number of the row; in our words. */
export type Complaint = {
  readonly row: number
  readonly en: string
  readonly zh: string
  /** `owner/repository#number` of GitHub. */
  readonly source: string
  /** A test outside of this folder that says it. */
  readonly elsewhere?: { readonly file: string; readonly name: string }
}

const told = (row: number, source: string, en: string, zh: string): Complaint => ({ row, source, en, zh })

export const complaints: readonly Complaint[] = [
  told(1, 'frappe/erpnext#50279, #51535', 'of several consumed lots only one is shown', '投入了多个批次，却只显示其中一个'),
  {
    ...told(2, 'frappe/erpnext#51459, #51196', 'the forward trace fails, or does not open its levels', '正向追溯报错，或无法逐层展开'),
    elsewhere: {
      file: 'answers/trace/factory.test.ts',
      name: 'nothing that truly happened is missing, and certain is never wrong: factories with their truth',
    },
  },
  told(
    3,
    'frappe/erpnext#54929',
    'supplier, lot, product and customer are never seen together',
    '供应商、批次、产品、客户无法在同一视图中看到',
  ),
  told(4, 'frappe/erpnext#51870', 'a lot that two orders share is booked to the wrong one', '两个工单共用的批次被记到错误的工单'),
  told(5, 'frappe/erpnext#55742', 'rows of a stock entry are merged, and lots are lost', '库存凭证的行被合并，批次明细丢失'),
  told(6, 'frappe/erpnext#39544', "the supplier's own lot number has no place", '供应商自己的批号无处可存'),
  told(7, 'frappe/erpnext#54621', 'a lot cannot keep its number when it is repacked', '重新包装后批号无法保留'),
  told(8, 'frappe/erpnext#44015', 'serials are lost when a lot is split or repacked', '批次拆分或重新包装后序列号丢失'),
  told(9, 'frappe/erpnext#44615', 'the planned part is shown, not the substitute that was used', '实际用了替代料，却显示物料清单中的原料'),
  told(10, 'frappe/erpnext#54663', 'what comes back for rework is entered anew by hand', '退回返工的产品只能手工重新录入'),
  told(11, 'odoo/odoo#124991', 'a part that is taken out of a device cannot be used again', '从设备拆下的部件无法再次使用'),
  told(12, 'inventree/InvenTree#5068', 'consumed parts come back only by changing the database', '已消耗的零件只能靠改数据库恢复'),
  told(13, 'odoo/odoo#107677', 'a lot in 1,300 orders takes minutes', '涉及一千三百个工单的批次，追溯需数分钟'),
  told(14, 'odoo/odoo#30977', 'memory runs out where there are very many moves', '移动记录极多时内存耗尽'),
  told(
    15,
    'odoo/odoo#77895, #24787',
    'a return of a return, or a lot that comes back to itself, never ends',
    '退货再退货或批次回环导致无限循环',
  ),
  told(16, "an ERP vendor's own manual", 'long chains overflow', '链条过长时溢出'),
  told(
    17,
    'OCA/stock-logistics-workflow#1173',
    'shipments that hold the lot inside of something else are not found',
    '间接含有该批次的发货查不到',
  ),
  told(18, 'odoo/odoo#6839', 'the quantity of a lot in the trace is wrong', '追溯中的批次数量不对'),
  told(
    19,
    'odoo/odoo#16410, #17884',
    'the trace is lost when a finished lot is put right by hand, or comes back',
    '成品批次经手工更正或退回后，追溯中断',
  ),
  told(20, 'OCA/manufacture#398', 'what was not put together here cannot be taken apart', '非本系统装配的产品无法做拆解'),
  told(21, 'odoo/odoo#17702, #24136', 'the lot of a by-product is missing', '副产品批次缺失'),
  told(22, 'odoomrp/odoomrp-wip#31, #253', 'there is no table of the whole trace', '没有完整的追溯总表'),
  told(23, 'inventree/InvenTree#4103, #578', 'the history goes with the last piece of stock', '库存用尽，历史随之被删'),
  told(
    24,
    'inventree/InvenTree#3247',
    'a part that is to be traced is used without a lot, and nobody notices',
    '应追溯的物料未记批次即被使用，无人察觉',
  ),
  told(25, 'inventree/InvenTree#704, #480', 'a lot is a text, not a thing that can be asked about', '批次只是一段文字，而非可查询的对象'),
  told(26, 'inventree/InvenTree#2058', 'a container has no history', '容器没有历史'),
  told(27, 'Mes-Open/OpenMes#85, #79', 'the trace ends at the finished lot', '追溯止于成品批次，到不了托盘与客户'),
  told(28, 'frappe/erpnext#40551', "an entry for an earlier day shows today's lots", '补录早前日期时，显示的却是今天的批次'),
  told(29, 'frappe/erpnext#51359', 'what was submitted is turned back into a draft', '已提交的记录被改回草稿'),
  told(30, 'frappe/erpnext#34743, #51468, #52343', 'late entries leave stock below nothing', '补录导致负库存、结存错误'),
  told(52, 'OCA/rma#416', 'the lot that comes back is not the one that was delivered', '退回的批次并非当初交付的批次'),
]
