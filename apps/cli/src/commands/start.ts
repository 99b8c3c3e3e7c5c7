import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import type { Command } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'

/** The server in a process of its own; Ctrl-C reaches both, and the server's exit code is the command's. */
export const startCommand: Command = {
  name: 'start',
  options: {},
  run: async ({ dataFolder }) => {
    const main = resolve(import.meta.dirname, '../../../server/src/main.ts')
    const server = spawn(process.execPath, [main], { stdio: 'inherit', env: { ...process.env, PROOFLINE_DATA: dataFolder } })
    // The terminal sends SIGINT to the whole group; this process only waits for the server to end in order.
    process.removeAllListeners('SIGINT')
    process.on('SIGINT', () => {
      if (!server.killed) server.kill('SIGINT')
    })
    process.on('SIGTERM', () => server.kill('SIGTERM'))
    const code = await new Promise<number | null>((ended, failed) => {
      server.once('error', failed)
      server.once('exit', ended)
    })
    return (code ?? exitCodes.interrupted) as ExitCode
  },
}
