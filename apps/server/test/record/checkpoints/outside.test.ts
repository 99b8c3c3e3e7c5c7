import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { outsideCheckpointIn } from '../../../src/record/checkpoints/index.ts'

const parent = mkdtempSync(join(tmpdir(), 'proofline-outside-'))
after(() => rmSync(parent, { recursive: true, force: true }))

let folders = 0
const makeFolder = (): string => {
  folders += 1
  return join(parent, `keys-${folders}`)
}
const pathIn = (folder: string): string => join(folder, 'checkpoint')
const noteOf = (size: number, origin = 'log.example/main'): string => `${origin}\n${size}\nroot\n\n— ${origin} 签名\n`

describe('checkpoint outside', () => {
  it('there is none where nothing was written', async () => {
    assert.equal(await outsideCheckpointIn(makeFolder()).read(), undefined)
  })

  it('what was written last is read, and lies in one sector that stays where it is', async () => {
    const folder = makeFolder()
    const outside = outsideCheckpointIn(folder)
    await outside.write(noteOf(1_000_000))
    const { ino, size } = statSync(pathIn(folder))
    for (const next of [7, 1_000_001, 0]) {
      await outside.write(noteOf(next))
      assert.equal(await outsideCheckpointIn(folder).read(), noteOf(next))
    }
    assert.deepEqual([statSync(pathIn(folder)).ino, statSync(pathIn(folder)).size, size], [ino, 512, 512])
    assert.deepEqual(readdirSync(folder), ['checkpoint'])
  })

  it('a file of an earlier version is read, and gets its sector with the next note', async () => {
    const folder = makeFolder()
    await mkdir(folder)
    writeFileSync(pathIn(folder), noteOf(5))
    const outside = outsideCheckpointIn(folder)
    assert.equal(await outside.read(), noteOf(5))
    await outside.write(noteOf(6))
    assert.equal(await outside.read(), noteOf(6))
    assert.equal(statSync(pathIn(folder)).size, 512)
  })

  it('a note that no sector holds stands alone', async () => {
    const folder = makeFolder()
    const outside = outsideCheckpointIn(folder)
    const long = noteOf(5, 'l'.repeat(600))
    for (const note of [noteOf(4), long, noteOf(6)]) {
      await outside.write(note)
      assert.equal(await outside.read(), note)
    }
    await outside.write(long)
    assert.equal(readFileSync(pathIn(folder), 'utf8'), long)
  })

  it('after a write that failed the file is made anew', async () => {
    const folder = makeFolder()
    const outside = outsideCheckpointIn(folder)
    await outside.write(noteOf(1))
    rmSync(pathIn(folder))
    await mkdir(pathIn(folder))
    await assert.rejects(outside.write(noteOf(2)))
    rmSync(pathIn(folder), { recursive: true })
    writeFileSync(pathIn(folder), Buffer.alloc(512, noteOf(1)))
    const { ino } = statSync(pathIn(folder))
    await outside.write(noteOf(2))
    assert.equal(await outside.read(), noteOf(2))
    assert.notEqual(statSync(pathIn(folder)).ino, ino)
  })
})
