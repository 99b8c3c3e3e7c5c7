import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Scratch } from '../../src/bench/scratch.ts'

const module = new URL('../../src/bench/scratch.ts', import.meta.url).href

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(20)
}

test('what a scratch holds is closed in the opposite order, then its folder is gone, once', async () => {
  const scratch = new Scratch()
  const said: string[] = []
  scratch.onClose(async () => void said.push('first'))
  scratch.onClose(async () => void said.push('second'))
  assert.ok(existsSync(scratch.folder))
  await scratch.close()
  await scratch.close()
  assert.deepEqual(said, ['second', 'first'])
  assert.equal(existsSync(scratch.folder), false)
})

test('the folder goes even where something in it could not be closed, and the error is told', async () => {
  const scratch = new Scratch()
  scratch.onClose(() => Promise.reject(new Error('stuck')))
  await assert.rejects(scratch.close(), /stuck/)
  assert.equal(existsSync(scratch.folder), false)
})

test('a program that is killed leaves neither process nor folder', { skip: process.platform === 'win32', timeout: 30_000 }, async () => {
  const script = `
    import { spawn } from 'node:child_process'
    import { Scratch } from '${module}'
    const scratch = new Scratch()
    const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
    scratch.watch(child.pid)
    console.log(JSON.stringify({ folder: scratch.folder, pid: child.pid }))
    setInterval(() => {}, 1000)`
  const program = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said = await new Promise<string>((told) => program.stdout.once('data', (chunk: Buffer) => told(chunk.toString())))
  const { folder, pid } = JSON.parse(said) as { folder: string; pid: number }
  assert.ok(existsSync(folder) && isAlive(pid))
  program.kill('SIGKILL')
  await until(() => !isAlive(pid) && !existsSync(folder))
})
