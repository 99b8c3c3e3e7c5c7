import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unzipSync } from 'fflate'
import { bundleOf, inputOf, makeEntry, makeEvent, sha256, signLog, smallLog } from './log.ts'

const small = await smallLog()
const fileOf = (bundle: Uint8Array, path: string): string => Buffer.from(unzipSync(bundle)[path] ?? []).toString('utf8')
const reading = ['README.en.txt', 'README.zh.txt', 'summary.en.html', 'summary.zh.html'] as const

/**
 * SHA-256 of what `summary/1` makes of the small log. Bundles that people keep are compared with it for years: where this test fails, the old
 * definition stays as it is and a new one is written beside it.
 */
const sealed: Readonly<Record<(typeof reading)[number], string>> = {
  'README.en.txt': '0e52e103eec8bb6aa8a1c87903ddc53a1447d9354a9e06ee59aab5c6db1d85ee',
  'README.zh.txt': 'd52f03c06b28d4e7f82bba96c002abc09fed8680f0d6b4107ee810d892090620',
  'summary.en.html': '2ef55b25352d3bd6fd292cad5b8500c94b006a1563b8932f1963b536bfa0bb0a',
  'summary.zh.html': 'aca7e55e141d16248b4930fbe61902dfd7002e4e10ccbec9ef93647a2497da8b',
}

test('summary/1 makes what it has always made', () => {
  const bundle = bundleOf(small.input)
  for (const path of reading) assert.equal(sha256(Buffer.from(fileOf(bundle, path))).toString('hex'), sealed[path], path)
})

test('the page tells a person what it is about, in their language', () => {
  const bundle = bundleOf(small.input)
  const english = fileOf(bundle, 'summary.en.html')
  for (const words of [
    '召回演练：批次 L1 去了哪里？',
    'witness.example/w1',
    '2026-06-01 00:00:00 UTC',
    'Content erased by order',
    'MES 车间一',
    'shipping',
    '21/S3',
  ]) {
    assert.ok(english.toLowerCase().includes(words.toLowerCase()), words)
  }
  const chinese = fileOf(bundle, 'summary.zh.html')
  assert.match(chinese, /<html lang="zh-CN">/)
  assert.match(chinese, /共 4 条：含正文 2 条，正文未公开 1 条，正文已删除 1 条/)
})

test('a fact cannot dress up the page: no markup of its own, nothing unseen, nothing turned around', async () => {
  const hostile = '</td><script>alert(1)</script><img src=x onerror=alert(1)>\u202eABC\u200b&"\''
  const event = {
    ...makeEvent(0),
    type: hostile,
    eventTime: hostile,
    action: hostile,
    bizStep: hostile,
    disposition: hostile,
    epcList: [hostile],
    bizLocation: { id: hostile },
  }
  const entries = [
    makeEntry({ n: 0, kind: `${hostile}/1` }),
    makeEntry({ n: 1, system: hostile, subject: hostile, body: Buffer.from(JSON.stringify(event)) }),
  ]
  const input = inputOf(entries, await signLog(entries), [0, 1])
  const bundle = bundleOf({ ...input, madeBy: hostile, purpose: { reason: hostile, objects: [hostile] } })
  for (const path of ['summary.en.html', 'summary.zh.html']) {
    const page = fileOf(bundle, path)
    assert.doesNotMatch(page, /<script|<img|\u202e|\u200b/)
    assert.match(page, /\[U\+202E\]ABC\[U\+200B\]&amp;&quot;&#39;/)
    assert.match(page, /default-src 'none'/)
    const tags = new Set(Array.from(page.matchAll(/<\/?([a-z0-9]+)/g), ([, tag]) => tag))
    for (const tag of tags) assert.ok(known.has(tag ?? ''), tag)
  }
})

const known = new Set('html head meta title style body h1 h2 p dl dt dd code pre bdi br ul li table thead tbody tr th td'.split(' '))

test('a page of many facts lists the first thousand, and says so', async () => {
  const entries = Array.from({ length: 1001 }, (_, n) => makeEntry({ n, recordedAt: '2026-05-01T00:00:00.000Z' }))
  const log = await signLog(entries)
  const page = fileOf(bundleOf(inputOf(entries, log, [...entries.keys()])), 'summary.en.html')
  assert.match(page, /The first 1000 of 1001 facts\. All of them are in facts\.ndjson\./)
  assert.equal(page.match(/<tr>/g)?.length, 1001)
})
