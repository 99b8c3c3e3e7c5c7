import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { root } from './files.ts'
import type { Outcome } from './tally.ts'

const require = createRequire(import.meta.url)

/** The script that an installed package's command starts: run by this very Node, so that no shell and no `.cmd` file is needed. */
function findCommand(packageName: string, command: string): string {
  const folder = dirname(require.resolve(`${packageName}/package.json`))
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const script = join(folder, typeof bin === 'string' ? bin : bin[command])
  if (!existsSync(script)) throw new Error(`${packageName} is installed without its command ${command}`)
  return script
}

/** Runs a tool; it passes if it ends with 0. All that it says is the detail of a failure. */
export async function runTool(
  name: string,
  packageName: string,
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  folder: string = root,
): Promise<Outcome> {
  const startedMs = performance.now()
  const script = findCommand(packageName, command)
  const said: Buffer[] = []
  const code = await new Promise<number | string>((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: folder, signal, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (bytes: Buffer) => said.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => said.push(bytes))
    child.on('error', (error) => resolve(error.message))
    child.on('close', (exit, killedBy) => resolve(exit ?? String(killedBy)))
  })
  const durationMs = performance.now() - startedMs
  if (code === 0) return { name, verdict: 'passed', durationMs }
  return { name, verdict: 'failed', durationMs, detail: `${Buffer.concat(said).toString()}\n${command} ended with ${code}` }
}

/** Up to `width` at a time, results in the order of the tasks. */
export async function runParallel<T>(tasks: readonly (() => Promise<T>)[], width: number): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < tasks.length) {
      const at = next
      next += 1
      const task = tasks[at]
      if (task !== undefined) results[at] = await task()
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}
