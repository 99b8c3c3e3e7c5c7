import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bundleFormat, createBundle, fingerprintOf, readBundle, verifyBundle } from '@proofline/evidence'
import { createNoteVerifier, parseVerifierKey, verifyTlogProof } from '@proofline/ledger'
import { strFromU8, unzipSync } from 'fflate'
import { bundleOf, commitmentOf, day, erasureKeys, logKey, nativeSha256, origin, purpose, sha256, smallLog, witnessKey } from './log.ts'

const small = await smallLog()
const bytes = bundleOf(small.input)

test('a bundle holds, and says what it holds', () => {
  const verdict = verifyBundle(bytes, {
    trustedKeys: [logKey.vkey, witnessKey.vkey],
    erasureKeys: erasureKeys.map(({ publicKey }) => publicKey.toString('hex')),
  })
  assert.ok(verdict.ok, JSON.stringify(verdict))
  const { value } = verdict
  assert.equal(value.sha256, sha256(bytes).toString('hex'))
  assert.deepEqual(value.purpose, purpose)
  assert.equal(value.log.origin, origin)
  assert.equal(value.log.size, 12)
  assert.equal(value.log.fingerprint, sha256(Buffer.from(`${logKey.vkey}\n`)).toString('hex'))
  assert.equal(value.log.fingerprint, fingerprintOf(logKey.vkey, nativeSha256))
  assert.equal(value.isTrusted, true)
  assert.deepEqual(
    value.witnesses.map(({ name, at, isTrusted }) => ({ name, at, isTrusted })),
    [{ name: 'witness.example/w1', at: '2026-06-01T00:00:00Z', isTrusted: true }],
  )
  assert.deepEqual(value.facts, { count: 4, withBody: 2, withheld: 1, erased: [{ index: 7, by: 10, reason: '个人信息删除请求 12' }] })
  assert.deepEqual(value.recorded, { from: day(3), to: day(10) })
  assert.deepEqual(value.occurred, { from: '2026-04-04T02:00:00.000Z', to: '2026-04-04T02:00:00.000Z' })
  assert.deepEqual(value.sources, [
    { system: 'MES 车间一', count: 2 },
    { system: 'WMS', count: 2 },
  ])
  assert.deepEqual(value.kinds, [
    { kind: 'event/1', count: 3 },
    { kind: 'erased/1', count: 1 },
  ])
  assert.deepEqual(
    value.notices.map(({ code }) => code),
    ['bodies-withheld', 'bodies-erased'],
  )
})

test('without a trusted key the verdict says that the key came with the bundle', () => {
  const verdict = verifyBundle(bytes)
  assert.ok(verdict.ok)
  assert.equal(verdict.value.isTrusted, false)
  assert.deepEqual(
    verdict.value.notices.map(({ code }) => code),
    ['log-key-from-bundle', 'witness-keys-from-bundle', 'bodies-withheld', 'bodies-erased', 'erasure-keys-from-bundle'],
  )
  assert.equal(verdict.value.notices[0]?.params?.fingerprint, verdict.value.log.fingerprint)
})

test('the same input gives the same bytes, in whatever order and with whichever hash function', () => {
  const reversed = { ...small.input, facts: small.input.facts.toReversed() }
  const portable = createBundle(reversed)
  assert.ok(portable.ok)
  assert.deepEqual(Buffer.from(portable.value), Buffer.from(bytes))
})

test('any zip program reads it, and anybody can check it with the words of the README', () => {
  const files = unzipSync(bytes)
  assert.deepEqual(Object.keys(files), Object.keys(files).toSorted())
  const manifest = JSON.parse(strFromU8(files['manifest.json'] as Uint8Array))
  assert.equal(manifest.format, bundleFormat)
  for (const { path, size, sha256: hash } of manifest.files) {
    assert.equal(files[path]?.length, size)
    assert.equal(sha256(files[path] as Uint8Array).toString('hex'), hash)
  }
  assert.equal(manifest.files.length, Object.keys(files).length - 1)
  const lines = strFromU8(files['facts.ndjson'] as Uint8Array)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.deepEqual(
    lines.map(({ index }) => index),
    [3, 4, 7, 10],
  )
  for (const { index, commitment, salt, envelope, bodySalt, body } of lines) {
    const computed = commitmentOf({ salt: Buffer.from(salt, 'hex'), envelope: Buffer.from(envelope) })
    assert.equal(computed.toString('hex'), commitment)
    assert.deepEqual(computed, commitmentOf(small.entries[index] as (typeof small.entries)[0]))
    if (body === undefined) continue
    assert.equal(sha256(Uint8Array.of(2), Buffer.from(bodySalt, 'hex'), Buffer.from(body)).toString('hex'), JSON.parse(envelope).bodyHash)
  }
})

test('each proof is a text that a program for C2SP tlog-proof verifies by itself', () => {
  const files = unzipSync(bytes)
  const whole = strFromU8(files['proofs.tlog-proof'] as Uint8Array)
  const header = 'c2sp.org/tlog-proof@v1\n'
  const proofs = whole
    .split(header)
    .slice(1)
    .map((rest) => header + rest)
  const keys = [logKey.vkey, witnessKey.vkey].map((text) => parseVerifierKey(text))
  const [log, witness] = keys.map((key) => {
    assert.ok(key.ok)
    return createNoteVerifier(key.value)
  })
  assert.ok(log !== undefined && witness !== undefined)
  for (const [at, index] of [3, 4, 7, 10].entries()) {
    const entry = commitmentOf(small.entries[index] as (typeof small.entries)[0])
    const verified = verifyTlogProof(proofs[at] ?? '', { entry }, [{ origin, verifiers: [log] }], { witnesses: [witness], quorum: 1 })
    assert.ok(verified.ok, JSON.stringify(verified))
    assert.equal(verified.value.index, index)
  }
})

test('what was withheld or erased is nowhere in the bundle, nor is its salt', () => {
  const text = Buffer.from(bytes).toString('latin1')
  for (const index of [4, 7]) {
    const entry = small.entries[index]
    assert.ok(entry !== undefined)
    assert.equal(text.includes(entry.bodySalt.toString('hex')), false)
    assert.equal(text.includes(`21/S${index}`), false)
  }
  assert.equal(text.includes('21/S3'), true)
})

test('reading gives the facts as they went in', () => {
  const read = readBundle(bytes)
  assert.ok(read.ok)
  const { manifest, checkpoint, facts, witnessKeys, answer } = read.value
  assert.equal(checkpoint, small.log.note)
  assert.equal(read.value.logKey, logKey.vkey)
  assert.deepEqual(witnessKeys, [witnessKey.vkey])
  assert.equal(answer, undefined)
  assert.deepEqual(manifest.facts, {
    count: 4,
    withBody: '3,10',
    withheld: '4',
    erased: [{ index: 7, by: 10 }],
  })
  assert.deepEqual(
    facts.map(({ index, body }) => [index, body.state]),
    [
      [3, 'present'],
      [4, 'withheld'],
      [7, 'erased'],
      [10, 'present'],
    ],
  )
  const [first] = facts
  assert.ok(first?.body.state === 'present')
  assert.deepEqual(Buffer.from(first.body.bytes), small.entries[3]?.body)
  assert.deepEqual(Buffer.from(first.envelope), small.entries[3]?.envelope)
})
