import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const mega = 1024 * 1024

/** A file system in memory that this process may fill. */
export class SmallDisk {
  readonly folder: string
  readonly #ballast: string

  readonly #watch: ChildProcess

  private constructor(folder: string) {
    this.folder = folder
    // Unmounts it when this process has ended in some other way than by its end.
    const script = 'cat >/dev/null; sleep 3; umount -l "$1" 2>/dev/null; rmdir "$1" 2>/dev/null'
    this.#watch = spawn('/bin/sh', ['-c', script, 'sh', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
    this.#watch.unref()
    const input = this.#watch.stdin
    if (input !== null && 'unref' in input && typeof input.unref === 'function') input.unref()
    this.#ballast = join(folder, 'ballast')
  }

  /** @returns why there can be none here. */
  static make(megabytes: number): SmallDisk | string {
    if (process.platform !== 'linux') return 'only Linux mounts a file system in memory'
    if (process.getuid?.() !== 0) return 'mounting a file system needs root'
    if (freemem() < 2 * megabytes * mega) return 'too little memory is free for a file system in it'
    const folder = mkdtempSync(join(tmpdir(), 'proofline-disk-'))
    const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', folder], {
      encoding: 'utf8',
    })
    if (status === 0) return new SmallDisk(folder)
    rmdirSync(folder)
    return `mount: ${stderr.trim()}`
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder)
    return bavail * bsize
  }

  /** Something else on the same disk grows until so many bytes are left; 0: until nothing can be written at all. */
  fill(leftBytes: number): void {
    const file = openSync(this.#ballast, 'a')
    try {
      // At once for nearly all of it, so that whoever writes at this moment runs into it.
      const most = this.freeBytes - leftBytes - mega
      if (most > 0) spawnSync('fallocate', ['-l', String(most), this.#ballast])
      for (const chunk of [mega, 4_096]) {
        const piece = Buffer.alloc(chunk)
        while (this.freeBytes - chunk >= leftBytes && writes(file, piece));
      }
    } finally {
      closeSync(file)
    }
  }

  empty(): void {
    rmSync(this.#ballast, { force: true })
  }

  /** Processes that have just been killed may hold it for a moment. */
  async remove(): Promise<void> {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      if (spawnSync('umount', [this.folder]).status === 0) break
      await sleep(100)
    }
    rmdirSync(this.folder)
    this.#watch.kill()
  }
}

function writes(file: number, piece: Buffer): boolean {
  try {
    writeSync(file, piece)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}
