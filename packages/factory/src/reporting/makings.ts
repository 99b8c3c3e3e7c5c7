import type { Act, Run, Take } from '../acts.ts'
import type { Product } from '../catalogue.ts'
import type { Naming } from '../naming.ts'
import { sumByLot } from '../stock.ts'
import type { Desk } from './desk.ts'
import { type EpcisEvent, type Quantity, steps } from './event.ts'
import { ilmdOf } from './materials.ts'

type Make = Extract<Act, { kind: 'make' }>

const minuteMs = 60_000

function inputsOf(runs: readonly Run[]): Take[] {
  return runs.flatMap((run) => run.inputs)
}

/** Inputs as a system lists them: one line a lot, whatever units they were. */
function listInputs(desk: Desk, runs: readonly Run[]): Quantity[] {
  const lines: Quantity[] = []
  for (const [lot, quantity] of sumByLot(inputsOf(runs))) lines.push(desk.quantity('mes', lot, quantity))
  return lines
}

function setOutputs(desk: Desk, event: EpcisEvent, act: Make): void {
  const { epcs, quantities } = desk.describe('mes', [{ lot: act.lot, from: act.from, to: act.to }])
  if (epcs.length > 0) event.outputEPCList = epcs
  if (quantities.length > 0) event.outputQuantityList = quantities
  event.ilmd = ilmdOf(act.lot)
}

function place(desk: Desk, event: EpcisEvent, act: Make): void {
  const step = act.mixed ? steps.blending : act.lot.serialBase < 0 ? 'creating_class_instance' : 'commissioning'
  desk.at('mes', event, step, act.lot.serialBase < 0 ? 'in_progress' : 'active', act.place)
  event.bizTransactionList = [desk.transaction('prodorder', act.order.number)]
}

export function writeMaking(desk: Desk, act: Make): void {
  if (act.fittings.length > 0) writeAssembly(desk, act)
  else if (act.order.style === 'one' || act.mixed) writeWhole(desk, act)
  else writeByMaterial(desk, act)
}

function writeWhole(desk: Desk, act: Make): void {
  const names = desk.names('mes')
  const event = desk.begin('mes', act, 'TransformationEvent', undefined)
  event.inputQuantityList = listInputs(desk, act.runs)
  setOutputs(desk, event, act)
  place(desk, event, act)
  if (act.mixed) event['proofline:pools'] = true
  declare(event, act, names)
  const serial = act.lot.serialBase >= 0
  if (serial && act.runs.length > 1 && act.seq % 3 === 0) event['proofline:takes'] = statedTakes(act, names)
  desk.sign(event, act, `LINE-${act.place.extension}`)
}

/** A substitute declared for the order; the recipe, where the order is one for a lot. */
function declare(event: EpcisEvent, act: Make, names: Naming): void {
  const { substitute, recipe } = act.order
  if (substitute !== undefined) {
    event['proofline:substitutes'] = [{ part: names.product(substitute.part), replaces: names.product(substitute.replaces) }]
  }
  if (act.lot.serialBase >= 0 || act.mixed) return
  event['proofline:recipe'] = recipe.map(({ part, per }) => {
    const line = { part: names.product(part), quantity: per / part.scale }
    return part.uom === undefined ? line : { ...line, uom: part.uom }
  })
}

/** Which unit took which lot, where the line scanned it. */
function statedTakes(act: Make, names: Naming): { output: string; inputs: string[] }[] {
  const stated = []
  for (const run of act.runs) {
    const inputs = [...new Set(run.inputs.map(({ lot }) => names.lot(lot)))]
    for (let unit = run.from; unit < run.to; unit++) stated.push({ output: names.unit(act.lot, unit), inputs })
  }
  return stated
}

/** Inputs of one product in one line-up. */
function listByProduct(desk: Desk, runs: readonly Run[]): Quantity[][] {
  const groups = new Map<Product, Quantity[]>()
  for (const [lot, quantity] of sumByLot(inputsOf(runs))) {
    const line = desk.quantity('mes', lot, quantity)
    const group = groups.get(lot.product)
    if (group === undefined) groups.set(lot.product, [line])
    else group.push(line)
  }
  return [...groups.values()]
}

/**
 * One record a material and shift. Joined: inputs, then the output, under one transformationID. Separate: each record is a making of its own;
 * only the first states the quantity made, so that nothing is made twice.
 */
function writeByMaterial(desk: Desk, act: Make): void {
  const joined = act.order.style === 'joined'
  const transformationID = `urn:epc:id:gdti:9520100.00077.${act.order.number}`
  listByProduct(desk, act.runs).forEach((lines, index) => {
    const event = desk.begin('mes', act, 'TransformationEvent', undefined, index * 4 * minuteMs)
    if (joined) event.transformationID = transformationID
    event.inputQuantityList = lines
    if (!joined) {
      if (index === 0) setOutputs(desk, event, act)
      else event.outputQuantityList = [{ epcClass: desk.names('mes').lot(act.lot) }]
    }
    place(desk, event, act)
    event['proofline:shift'] = `第${act.shift + 1}班`
    desk.sign(event, act, `LINE-${act.place.extension}`)
  })
  if (!joined) return
  const event = desk.begin('mes', act, 'TransformationEvent', undefined, 60 * minuteMs)
  event.transformationID = transformationID
  setOutputs(desk, event, act)
  place(desk, event, act)
  desk.sign(event, act, `LINE-${act.place.extension}`)
}

/** Serial numbers come into being; then each device gets its parts, one association a device. */
function writeAssembly(desk: Desk, act: Make): void {
  const names = desk.names('mes')
  const born = desk.begin('mes', act, 'ObjectEvent', 'ADD')
  desk.list('mes', born, [{ lot: act.lot, from: act.from, to: act.to }])
  born.ilmd = ilmdOf(act.lot)
  desk.at('mes', born, 'commissioning', 'active', act.place)
  born.bizTransactionList = [desk.transaction('prodorder', act.order.number)]
  desk.sign(born, act, `LINE-${act.place.extension}`)
  let current = 0
  act.fittings.forEach((fitting, index) => {
    while (act.runs[current] !== undefined && (act.runs[current]?.to ?? 0) <= fitting.unit) current++
    const event = desk.begin('mes', act, 'AssociationEvent', 'ADD', minuteMs + Math.floor((index * 4 * minuteMs) / act.fittings.length))
    event.parentID = names.unit(act.lot, fitting.unit)
    const serials: string[] = []
    const lots: Quantity[] = []
    for (const part of fitting.parts) {
      if (part.lot.serialBase < 0) lots.push({ epcClass: names.lot(part.lot), quantity: 1 })
      else serials.push(names.unit(part.lot, part.unit))
    }
    for (const { lot, per } of act.runs[current]?.inputs ?? []) lots.push({ epcClass: names.lot(lot), quantity: per })
    if (serials.length > 0) event.childEPCs = serials
    event.childQuantityList = lots
    desk.at('mes', event, 'assembling', 'in_progress', act.place)
    event.bizTransactionList = born.bizTransactionList ?? []
    const { substitute } = act.order
    if (substitute !== undefined) {
      event['proofline:substitutes'] = [{ part: names.product(substitute.part), replaces: names.product(substitute.replaces) }]
    }
    desk.sign(event, act, `LINE-${act.place.extension}`)
  })
}

/** Rework keeps the name: the unit is input and output. */
export function writeRework(desk: Desk, act: Extract<Act, { kind: 'rework' }>): void {
  const source = act.place.extension === 'R1' ? 'service' : 'mes'
  const event = desk.begin(source, act, 'TransformationEvent', undefined)
  const units = act.runs.map(({ from, to }) => ({ lot: act.lot, from, to }))
  const { epcs } = desk.describe(source, units)
  event.inputEPCList = epcs
  const glue: Quantity[] = []
  for (const [lot, quantity] of sumByLot(inputsOf(act.runs))) glue.push(desk.quantity(source, lot, quantity))
  event.inputQuantityList = glue
  event.outputEPCList = epcs
  desk.at(source, event, steps.reworking, 'in_progress', act.place)
  event.bizTransactionList = [desk.transaction('prodorder', act.order.number)]
  desk.sign(event, act, 'REWORK-1')
  event['proofline:remark'] = '返工：重新涂胶'
}

/** Relabelled or divided: other names for the same things. Put together: a new lot made from two. */
export function writeRename(desk: Desk, act: Extract<Act, { kind: 'rename' }>): void {
  const source = act.step === 'relabel' ? 'wms' : 'mes'
  const event = desk.begin(source, act, 'TransformationEvent', undefined)
  const inputs: Quantity[] = []
  for (const [lot, quantity] of sumByLot(inputsOf(act.runs))) inputs.push(desk.quantity(source, lot, quantity))
  event.inputQuantityList = inputs
  event.outputQuantityList = [desk.quantity(source, act.lot, act.lot.size)]
  event.ilmd = ilmdOf(act.lot)
  desk.at(source, event, act.step === 'relabel' ? 'repackaging' : 'creating_class_instance', 'in_progress', act.place)
  if (act.step !== 'merge') event['proofline:relation'] = 'renamed'
  desk.sign(event, act, act.step === 'relabel' ? 'PRINTER-2' : 'SAW-1')
}
