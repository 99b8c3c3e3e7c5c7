import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { before } from 'node:test'
import bwipjs from 'bwip-js'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

before(() => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
  prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } })
})

/** What a scanner sends of a symbol, its identifier before it: drawn by one library, read by another, neither of them ours. */
export async function scan(bcid: string, text: string): Promise<string> {
  const image = await bwipjs.toBuffer({ bcid, text, scale: 3, paddingwidth: 12, paddingheight: 12, backgroundcolor: 'FFFFFF' })
  const [symbol] = await readBarcodes(new Uint8Array(image), { textMode: 'Plain', tryHarder: true })
  assert.ok(symbol, `${bcid} could not be read`)
  return symbol.symbologyIdentifier + symbol.text
}
