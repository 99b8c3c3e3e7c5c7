import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'

/** Reads process numbers until its input ends. The last word `done`: all is in order. Else this program was killed: they are ended, the folder goes. */
const guardScript = `pids=
while read -r word; do [ "$word" = done ] && exit 0; pids="$pids $word"; done
for pid in $pids; do kill -INT "$pid" 2>/dev/null; done
i=0; while [ $i -lt 100 ]; do
  alive=; for pid in $pids; do kill -0 "$pid" 2>/dev/null && alive=1; done
  [ -z "$alive" ] && break
  sleep 0.1; i=$((i+1))
done
for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
rm -rf "$1"`

const open = new Set<Scratch>()

/** A temporary folder and what runs in it. Nothing of it outlives the measure, nor this process however that ends. */
export class Scratch {
  readonly folder = mkdtempSync(join(tmpdir(), 'proofline-bench-'))
  readonly #closers: (() => Promise<void>)[] = []
  readonly #guard: Writable | undefined

  constructor() {
    open.add(this)
    if (process.platform === 'win32') return
    const guard = spawn('/bin/sh', ['-c', guardScript, 'sh', this.folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
    guard.unref()
    this.#guard = guard.stdin
    // A guard that could not start guards nothing; what is here is still closed in order.
    guard.once('error', () => this.#guard?.destroy())
  }

  /** Ends with the scratch, in the opposite order of registration. */
  onClose(closer: () => Promise<void>): void {
    this.#closers.push(closer)
  }

  watch(pid: number | undefined): void {
    if (pid !== undefined && this.#guard?.writable === true) this.#guard.write(`${pid}\n`)
  }

  async close(): Promise<void> {
    if (!open.delete(this)) return
    try {
      for (const closer of this.#closers.splice(0).reverse()) await closer()
      if (this.#guard?.writable === true) this.#guard.write('done\n')
    } finally {
      this.#guard?.end()
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

export const closeScratches = async (): Promise<void> => {
  for (const scratch of [...open]) await scratch.close()
}

/** Runs `work` in a scratch of its own. */
export async function withScratch<T>(work: (scratch: Scratch) => Promise<T>): Promise<T> {
  const scratch = new Scratch()
  try {
    return await work(scratch)
  } finally {
    await scratch.close()
  }
}
