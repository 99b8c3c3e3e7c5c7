import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBundle, type VerifyOptions, verifyBundle } from '@proofline/evidence'
import { signatureTypes } from '@proofline/ledger'
import { editFacts, editProofs, editText, type Files, forge } from './forge.ts'
import {
  bundleOf,
  commitmentOf,
  day,
  inputOf,
  logKey,
  makeEntry,
  makeKey,
  native,
  origin,
  otherWitnessKey,
  signLog,
  smallLog,
  witnessedAt,
  witnessKey,
} from './log.ts'

const small = await smallLog()
const entries = Array.from({ length: 9 }, (_, n) => makeEntry({ n }))
const log = await signLog(entries)
const honest = bundleOf(inputOf(entries, log, [2, 3, 5]))
const otherEntries = entries.map((entry, n) => (n === 3 ? makeEntry({ n, system: 'WMS 2' }) : entry))

function assertRefused(bytes: Uint8Array, code: string, at: string, options: VerifyOptions = {}): void {
  const verdict = verifyBundle(bytes, { ...native, trustedKeys: [logKey.vkey], ...options })
  assert.deepEqual(verdict.ok ? [] : verdict.problems.slice(0, 1).map((problem) => [problem.code, problem.at]), [[code, at]])
}

const forgeHonest = (edit: (files: Files, manifest: Record<string, unknown>) => void): Uint8Array => forge(honest, edit)
const withoutFact = (facts: Record<string, unknown>[]) => facts.filter(({ index }) => index !== 3)

test('nothing changed: the forger’s tools make the same bundle', () => {
  assert.deepEqual(Buffer.from(forgeHonest(() => undefined)), Buffer.from(honest))
})

test('a fact taken out is missed by its proof; with its proof, by the manifest; with the manifest, by the pages', () => {
  assertRefused(
    forgeHonest((files) => editFacts(files, withoutFact)),
    'proof-malformed',
    '/proofs.tlog-proof/5',
  )
  const tail = forgeHonest((files) => editFacts(files, (facts) => facts.slice(0, 2)))
  assertRefused(tail, 'proof-unexpected', '/proofs.tlog-proof')
  const both = (files: Files): void => {
    editFacts(files, withoutFact)
    editProofs(files, ([first, , third]) => [first ?? '', third ?? ''])
  }
  assertRefused(forgeHonest(both), 'manifest-differs', '/manifest.json/facts/count')
  const all = forgeHonest((files, manifest) => {
    both(files)
    manifest.facts = {
      count: 2,
      withBody: '2,5',
      withheld: '',
      erased: [],
    }
  })
  assertRefused(all, 'reading-differs', '/summary.en.html')
})

test('facts change places: their order, their indexes or their proofs tell it', () => {
  assertRefused(
    forgeHonest((files) => editFacts(files, ([a, b, c]) => [a ?? {}, c ?? {}, b ?? {}])),
    'proof-malformed',
    '/proofs.tlog-proof/5',
  )
  const swapped = forgeHonest((files) => {
    editFacts(files, ([a, b, c]) => [a ?? {}, c ?? {}, b ?? {}])
    editProofs(files, ([a, b, c]) => [a ?? '', c ?? '', b ?? ''])
  })
  assertRefused(swapped, 'fact-order', '/facts.ndjson/2/index')
  const indexes = forgeHonest((files) =>
    editFacts(files, ([a, b, c]) =>
      [{ ...a, index: 3 }, { ...b, index: 2 }, c ?? {}].toSorted((l, r) => Number(l.index) - Number(r.index)),
    ),
  )
  assertRefused(indexes, 'fact-not-included', '/proofs.tlog-proof/2')
  const repeated = forgeHonest((files) => editFacts(files, ([a, b]) => [a ?? {}, a ?? {}, b ?? {}]))
  assertRefused(repeated, 'fact-order', '/facts.ndjson/1/index')
})

test('bodies change places: the envelope binds its own', () => {
  const swapped = forgeHonest((files) => editFacts(files, ([a, b, c]) => [{ ...a, body: b?.body }, b ?? {}, c ?? {}]))
  assertRefused(swapped, 'body-differs', '/facts.ndjson/0/body')
})

test('a moment is moved back: the commitment tells it, and the proof where the commitment was made anew', () => {
  const backdate = (text: unknown): string => String(text).replace(day(3), day(2))
  const plain = forgeHonest((files) => editFacts(files, ([a, b, c]) => [a ?? {}, { ...b, envelope: backdate(b?.envelope) }, c ?? {}]))
  assertRefused(plain, 'commitment-differs', '/facts.ndjson/1/envelope')
  const committed = forgeHonest((files) =>
    editFacts(files, ([a, b, c]) => {
      const envelope = backdate(b?.envelope)
      const commitment = commitmentOf({ salt: Buffer.from(String(b?.salt), 'hex'), envelope: Buffer.from(envelope) }).toString('hex')
      return [a ?? {}, { ...b, commitment, envelope }, c ?? {}]
    }),
  )
  assertRefused(committed, 'fact-not-included', '/proofs.tlog-proof/3')
})

test('the log itself tells a moment before the one in front of it: the operator’s own forgery', async () => {
  const backwards = entries.map((entry, n) => (n === 5 ? makeEntry({ n, recordedAt: day(1) }) : entry))
  const made = createBundle(inputOf(backwards, await signLog(backwards), [2, 3, 5]), native)
  assert.deepEqual(made.ok ? [] : made.problems.map(({ code, at }) => [code, at]), [['recorded-backwards', '/facts.ndjson/2/envelope']])
})

test('facts of another log do not stand in this one', async () => {
  const other = await signLog(otherEntries)
  const foreign = bundleOf(inputOf(otherEntries, other, [2, 3, 5]))
  const mixed = forge(foreign, (files) => editText(files, 'checkpoint', () => log.note))
  assertRefused(mixed, 'proof-other-checkpoint', '/proofs.tlog-proof/2')
  const rewritten = forge(foreign, (files) => {
    editText(files, 'checkpoint', () => log.note)
    editText(files, 'proofs.tlog-proof', (text) => text.replaceAll(other.note, log.note))
  })
  assertRefused(rewritten, 'fact-not-included', '/proofs.tlog-proof/2')
})

test('another log, another key: refused where the reader has the right one, and said where not', async () => {
  const name = 'trace.example/log/other'
  const key = makeKey(name, signatureTypes.ed25519, 9)
  const foreign = bundleOf({ ...inputOf(entries, await signLog(entries, { key, name }), [2]), logKey: key.vkey })
  assertRefused(foreign, 'log-key-untrusted', '/keys~1log.vkey')
  const sameName = makeKey(origin, signatureTypes.ed25519, 9)
  const impostor = bundleOf({ ...inputOf(entries, await signLog(entries, { key: sameName }), [2]), logKey: sameName.vkey })
  assertRefused(impostor, 'log-key-untrusted', '/keys~1log.vkey')
  const verdict = verifyBundle(impostor, native)
  assert.ok(verdict.ok)
  assert.equal(verdict.value.notices[0]?.code, 'log-key-from-bundle')
  const relabelled = forge(impostor, (files) => editText(files, 'keys/log.vkey', () => `${logKey.vkey}\n`))
  assertRefused(relabelled, 'signature-missing', '/checkpoint/signatures')
  const misnamed = forge(foreign, (files) => editText(files, 'keys/log.vkey', () => `${logKey.vkey}\n`))
  assertRefused(misnamed, 'log-key-name', '/keys~1log.vkey')
})

test('a root that the log did not sign is refused; a fork that it did sign is told to who has seen the other', async () => {
  const other = await signLog(otherEntries)
  const unsigned = forgeHonest((files) =>
    editText(files, 'checkpoint', (text) => text.replace(text.split('\n')[2] ?? '', other.text.split('\n')[2] ?? '')),
  )
  assertRefused(unsigned, 'signature-invalid', '/checkpoint/signatures/0')
  const fork = bundleOf(inputOf(otherEntries, other, [3]))
  assert.equal(verifyBundle(fork, { ...native, trustedKeys: [logKey.vkey] }).ok, true)
  assertRefused(fork, 'checkpoint-forked', '/checkpoint/root', { knownCheckpoints: [log.note] })
  assertRefused(honest, 'known-checkpoint-malformed', '/knownCheckpoints/0', { knownCheckpoints: ['no note'] })
  assert.equal(verifyBundle(honest, { ...native, knownCheckpoints: [log.note] }).ok, true)
})

test('trusted keys that are none are refused, and erasure keys that are none thrown back', () => {
  assertRefused(honest, 'vkey-malformed', '/trustedKeys/1', { trustedKeys: [logKey.vkey, 'log'] })
  assert.throws(() => verifyBundle(honest, { erasureKeys: ['ff'] }), { name: 'EvidenceError', code: 'checks-malformed' })
})

test('cosignatures are checked; keys of witnesses who did not cosign are refused; unknown ones are told', async () => {
  const both = await signLog(entries, {
    witnesses: [
      [witnessKey, witnessedAt],
      [otherWitnessKey, witnessedAt + 60],
    ],
  })
  const input = inputOf(entries, both, [2])
  const whole = verifyBundle(bundleOf({ ...input, witnessKeys: [witnessKey.vkey, otherWitnessKey.vkey] }), native)
  assert.deepEqual(whole.ok && whole.value.witnesses.map(({ name, at }) => [name, at]), [
    ['witness.example/w0', '2026-06-01T00:01:00Z'],
    ['witness.example/w1', '2026-06-01T00:00:00Z'],
  ])
  const one = verifyBundle(bundleOf({ ...input, witnessKeys: [witnessKey.vkey] }), native)
  assert.ok(one.ok)
  assert.deepEqual(one.value.notices.find(({ code }) => code === 'signatures-unchecked')?.params, { names: 'witness.example/w0' })
  const unused = createBundle({ ...inputOf(entries, log, [2]), witnessKeys: [witnessKey.vkey] }, native)
  assert.deepEqual(unused.ok ? [] : unused.problems.map(({ code, at }) => [code, at]), [['key-unused', '/keys~1witness-01.vkey']])
  const witnessed = bundleOf({ ...input, witnessKeys: [witnessKey.vkey] })
  const later = forge(witnessed, (files) =>
    editText(files, 'checkpoint', (text) =>
      text.replace(/^(— witness\.example\/w1 )(\S+)$/m, (_, head: string, line: string) => {
        const bytes = Buffer.from(line, 'base64')
        bytes.writeBigUInt64BE(BigInt(witnessedAt - 86_400 * 365), 4)
        return head + bytes.toString('base64')
      }),
    ),
  )
  assertRefused(later, 'signature-invalid', '/checkpoint/signatures/1')
  const asLog = forge(witnessed, (files) => files.set('keys/witness-01.vkey', Buffer.from(`${logKey.vkey}\n`)))
  assertRefused(asLog, 'key-type', '/keys~1witness-01.vkey')
  const asWitness = forge(witnessed, (files) => files.set('keys/log.vkey', Buffer.from(`${witnessKey.vkey}\n`)))
  assertRefused(asWitness, 'key-type', '/keys~1log.vkey')
  const gap = forge(witnessed, (files) => {
    files.set('keys/witness-03.vkey', files.get('keys/witness-01.vkey') ?? Buffer.alloc(0))
  })
  assertRefused(gap, 'key-order', '/keys~1witness-02.vkey')
  const twice = forge(witnessed, (files) => {
    files.set('keys/witness-02.vkey', files.get('keys/witness-01.vkey') ?? Buffer.alloc(0))
  })
  assertRefused(twice, 'key-order', '/keys~1witness-02.vkey')
})

test('a fact that was recorded after a witness had seen it is told', async () => {
  const seen = await signLog(entries, { witnesses: [[witnessKey, Math.floor(Date.parse(day(3)) / 1000) - 10]] })
  const verdict = verifyBundle(bundleOf({ ...inputOf(entries, seen, [2, 3, 5]), witnessKeys: [witnessKey.vkey] }), native)
  assert.ok(verdict.ok)
  assert.deepEqual(verdict.value.notices.at(-1), { code: 'recorded-after-witness', params: { index: 3, at: day(3) } })
})

test('what the manifest and the pages state is what the facts say', () => {
  const claim = (edit: (manifest: Record<string, Record<string, unknown>>) => void) =>
    forgeHonest((_, manifest) => edit(manifest as Record<string, Record<string, unknown>>))
  assertRefused(
    claim(({ log: told }) => Object.assign(told ?? {}, { size: 10 })),
    'manifest-differs',
    '/manifest.json/log/size',
  )
  assertRefused(
    claim(({ log: told }) => Object.assign(told ?? {}, { origin: 'other' })),
    'manifest-differs',
    '/manifest.json/log/origin',
  )
  assertRefused(
    claim(({ log: told }) => Object.assign(told ?? {}, { root: '00'.repeat(32) })),
    'manifest-differs',
    '/manifest.json/log/root',
  )
  assertRefused(
    claim(({ facts }) => Object.assign(facts ?? {}, { withheld: '5' })),
    'manifest-differs',
    '/manifest.json/facts/withheld',
  )
  assertRefused(
    claim(({ purpose }) => Object.assign(purpose ?? {}, { reason: 'another' })),
    'reading-differs',
    '/summary.en.html',
  )
  const page = forgeHonest((files) => editText(files, 'summary.zh.html', (text) => text.replace('WMS', 'MES')))
  assertRefused(page, 'reading-differs', '/summary.zh.html')
  const readme = forgeHonest((files) => editText(files, 'README.en.txt', (text) => `${text}Call this number to have it verified.\n`))
  assertRefused(readme, 'reading-differs', '/README.en.txt')
})

test('pages of a later definition are not compared, and that is said', () => {
  const later = forgeHonest((files, manifest) => {
    manifest.summary = 'summary/2'
    editText(files, 'summary.en.html', () => '<p>All is well</p>')
  })
  const verdict = verifyBundle(later, native)
  assert.ok(verdict.ok)
  assert.deepEqual(
    verdict.value.notices.map(({ code }) => code),
    ['log-key-from-bundle', 'without-witness', 'summary-not-compared'],
  )
})

test('a missing body needs the fact that erased it, which names it and is signed by two who may', async () => {
  const forged = (edit: (files: Files) => void) => forge(bundleOf(small.input), edit)
  const by = (index: number) =>
    forged((files) => editFacts(files, (facts) => facts.map((fact) => (fact.index === 7 ? { ...fact, erasedBy: index } : fact))))
  assertRefused(by(3), 'erasing-fact-missing', '/facts.ndjson/2/erasedBy')
  assertRefused(by(11), 'erasing-fact-missing', '/facts.ndjson/2/erasedBy')
  const claimed = forged((files) =>
    editFacts(files, (facts) => facts.map(({ withheld, ...fact }) => (withheld === true ? { ...fact, erasedBy: 10 } : fact))),
  )
  assertRefused(claimed, 'erasure-other-fact', '/facts.ndjson/1/erasedBy')
  const hidden = forged((files) =>
    editFacts(files, (facts) =>
      facts.map(({ bodySalt, body, ...fact }) =>
        fact.index === 10 ? { ...fact, withheld: true } : { ...fact, ...(body === undefined ? {} : { bodySalt, body }) },
      ),
    ),
  )
  assertRefused(hidden, 'erasing-fact-unreadable', '/facts.ndjson/2/erasedBy')
  assertRefused(bundleOf(small.input), 'erasure-unsigned', '/facts.ndjson/2/erasedBy', { erasureKeys: [logKey.publicKey.toString('hex')] })
})
