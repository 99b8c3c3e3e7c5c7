import type { Command } from '../command.ts'
import { benchCommand } from './bench.ts'
import { captureCommand } from './capture.ts'
import { clientCommand } from './client.ts'
import { demoCommand } from './demo.ts'
import { exportCommand } from './export.ts'
import { startCommand } from './start.ts'
import { traceCommand } from './trace.ts'
import { verifyCommand } from './verify.ts'

/** Every word of the command line, in the order in which a newcomer meets them. */
export const commands: readonly Command[] = [
  startCommand,
  captureCommand,
  traceCommand,
  exportCommand,
  verifyCommand,
  clientCommand,
  demoCommand,
  benchCommand,
]
