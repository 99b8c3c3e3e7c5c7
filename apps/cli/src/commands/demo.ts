import type { Command } from '../command.ts'
import { runDemo } from '../demo/index.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

const smallest = 1_000
const largest = 10_000_000

export const demoCommand: Command = {
  name: 'demo',
  options: { objects: { type: 'string', default: '5000' }, seed: { type: 'string', default: 'demo' }, out: { type: 'string', short: 'o' } },
  run: async (context) => {
    const { objects, seed, out } = context.values
    const count = Number(objects)
    if (!Number.isInteger(count) || count < smallest || count > largest) {
      throw new CommandError(exitCodes.usage, 'demo-objects', { given: String(objects), smallest, largest })
    }
    return await runDemo(context, { objects: count, seed: String(seed), out: typeof out === 'string' ? out : undefined })
  },
}
