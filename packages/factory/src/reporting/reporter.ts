import type { Act } from '../acts.ts'
import type { Plan } from '../options.ts'
import { Desk, type Report } from './desk.ts'
import { countObjects } from './event.ts'
import { writeDismantling, writeExchange, writePacking, writeShipment, writeTransport, writeUnpacking, writeUse } from './logistics.ts'
import { writeMaking, writeRename, writeRework } from './makings.ts'
import { writeCount, writeInspection, writeLoad, writeReceipt, writeRemoval, writeSample, writeSupply } from './materials.ts'

/**
 * Objects per event, on average, that the profile `mixed` steers to. The profile `packing` leaves inspections and the customers' own
 * handling unwritten: what it writes is making and packing.
 */
const targetObjects = 4

/** Turns acts into events of the systems that would write them down, each in its own granularity. Knows nothing but acts. */
export class Reporter {
  readonly desk: Desk
  readonly #packing: boolean
  #events = 0
  #objects = 0

  constructor(plan: Plan) {
    this.desk = new Desk(plan)
    this.#packing = plan.packing
  }

  write(act: Act): Report[] {
    const { desk } = this
    desk.out.length = 0
    this.#dispatch(act)
    for (const { event } of desk.out) this.#objects += countObjects(event)
    this.#events += desk.out.length
    return desk.out
  }

  #isAboveTarget(): boolean {
    return this.#objects > targetObjects * this.#events
  }

  #dispatch(act: Act): void {
    const { desk } = this
    switch (act.kind) {
      case 'supply':
        writeSupply(desk, act)
        break
      case 'receive':
        writeReceipt(desk, act)
        break
      case 'inspect':
        if (this.#packing) break
        writeInspection(desk, act, this.#isAboveTarget())
        break
      case 'sample':
        writeSample(desk, act)
        break
      case 'make':
        writeMaking(desk, act)
        break
      case 'rework':
        writeRework(desk, act)
        break
      case 'rename':
        writeRename(desk, act)
        break
      case 'load':
        writeLoad(desk, act)
        break
      case 'pack':
        writePacking(desk, act)
        break
      case 'unpack':
        if (this.#packing) break
        writeUnpacking(desk, act)
        break
      case 'ship':
      case 'arrive':
        writeShipment(desk, act)
        break
      case 'transport':
        writeTransport(desk, act)
        break
      case 'use':
        if (this.#packing) break
        writeUse(desk, act, this.#isAboveTarget())
        break
      case 'remove':
        writeRemoval(desk, act)
        break
      case 'exchange':
        writeExchange(desk, act)
        break
      case 'prior':
        break
      case 'dismantle':
        writeDismantling(desk, act)
        break
      case 'count':
        writeCount(desk, act)
        break
      default:
        act satisfies never
    }
  }
}
