import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  assertNewFact,
  commit,
  envelopeHalves,
  FactError,
  factKinds,
  formatEnvelope,
  guardKey,
  guardsOf,
  hashBody,
  hashLeaf,
  instantOf,
  isFactKind,
  isInstant,
  methods,
  type NewFact,
  parseEnvelope,
} from '../../../src/record/facts/index.ts'

const moment = instantOf(Date.UTC(2026, 0, 2, 3, 4, 5, 6))
const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
const sha256 = (...parts: (Buffer | string)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

const fact: NewFact = {
  kind: 'event/1',
  actor: 'client:7',
  source: { system: 'MES 车间一', reference: 'doc "1"', method: 'scan', receivedAt: moment },
  subject: 'urn:example:1',
  body: Buffer.from('{"批号":"A1"}'),
}
const text =
  '{"actor":"client:7","bodyHash":"BODY","guards":[],"kind":"event/1","recordedAt":"2026-01-02T03:04:05.006Z",' +
  '"source":{"method":"scan","receivedAt":"2026-01-02T03:04:05.006Z","reference":"doc \\"1\\"","system":"MES 车间一"},"subject":"urn:example:1","v":1}'

describe('commitments', () => {
  it('the body is hashed with its domain byte and its salt', () => {
    assert.equal(hashBody(salt, fact.body), sha256(Buffer.of(2), salt, '{"批号":"A1"}'))
    assert.equal(hashBody(salt, fact.body), '7d8e4e5d347f6e1e1e274287bce8f1288345d6bee3c431e53692ca2b7a8b44c9')
  })

  it('the commitment covers salt and envelope, the leaf covers the commitment', () => {
    const envelope = Buffer.from('{}')
    const commitment = commit(salt, envelope)
    assert.equal(commitment.toString('hex'), sha256(Buffer.of(1), salt, '{}'))
    assert.equal(hashLeaf(commitment).toString('hex'), sha256(Buffer.of(0), commitment))
  })

  it('bytes of any length are hashed alike, below and above the kept buffer', () => {
    for (const length of [0, 1, 65_519, 65_520, 200_000]) {
      const body = Buffer.alloc(length, 7)
      assert.equal(hashBody(salt, body), sha256(Buffer.of(2), salt, body))
    }
  })
})

describe('the envelope', () => {
  it('is canonical JSON with its members in order', () => {
    const hash = hashBody(salt, fact.body)
    const { before, after } = envelopeHalves(fact, [], hash)
    assert.equal(before + moment + after, text.replace('BODY', hash))
  })

  it('of a new fact reads back as what was put in', () => {
    const string = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter((one) => one.isWellFormed() && !one.includes('\0'))
    const key = fc.string({ maxLength: 9 }).map((one) => guardKey('x', one))
    const facts = fc.record(
      {
        kind: fc.constantFrom(...(Object.keys(factKinds) as (keyof typeof factKinds)[])),
        actor: string,
        source: fc.record(
          {
            system: string,
            reference: string,
            method: fc.constantFrom(...methods),
            receivedAt: fc
              .date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
              .map((date) => instantOf(date.getTime())),
          },
          { noNullPrototype: true },
        ),
        subject: string,
        body: fc.uint8Array({ maxLength: 20 }),
        guards: fc.array(key, { maxLength: 3 }),
        eventHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      },
      { noNullPrototype: true },
    )
    fc.assert(
      fc.property(facts, (one) => {
        assertNewFact(one)
        const guards = guardsOf(one)
        const { before, after } = envelopeHalves(one, guards, hashBody(salt, one.body))
        const parsed = parseEnvelope(Buffer.from(before + moment + after))
        assert.ok(parsed.ok)
        assert.equal(formatEnvelope(parsed.value), before + moment + after)
        const { kind, actor, source, subject } = one
        assert.deepEqual(
          { kind, actor, source, subject },
          { kind: parsed.value.kind, actor: parsed.value.actor, source: parsed.value.source, subject: parsed.value.subject },
        )
        assert.deepEqual(parsed.value.guards, guards)
        assert.equal(parsed.value.eventHash, Buffer.from(one.eventHash).toString('hex'))
      }),
    )
  })
})

describe('the envelope as others write it', () => {
  it('has one form: any other text is refused', () => {
    const good = text.replace('BODY', 'ab'.repeat(32))
    assert.ok(parseEnvelope(Buffer.from(good)).ok)
    const others: readonly [string, string][] = [
      [good.replace('{"actor', '{ "actor'), 'envelope-not-canonical'],
      [good.replace('"actor":"client:7",', '').replace('"kind"', '"actor":"client:7","kind"'), 'envelope-not-canonical'],
      [good.replace('client:7', 'client\\u003a7'), 'envelope-not-canonical'],
      [good.replace('"v":1', '"v":1,"w":2'), 'envelope-not-canonical'],
      [good.replace('"v":1', '"v":1,"v":1'), 'envelope-not-canonical'],
      [good.replace('"v":1', '"v":2'), 'envelope-field'],
      [good.replace('abab', 'ABAB'), 'envelope-field'],
      [good.replace('2026-01-02T', '2026-02-30T'), 'envelope-field'],
      [good.replace('client:7', 'client\\u0000'), 'envelope-field'],
      [good.replace('client:7', '\\ud800'), 'envelope-field'],
      [good.replace('"scan"', '"guess"'), 'envelope-field'],
      [good.slice(0, -1), 'envelope-not-json'],
      ['[]', 'envelope-not-json'],
    ]
    for (const [other, code] of others) {
      const parsed = parseEnvelope(Buffer.from(other))
      assert.equal(parsed.ok, false, other)
      if (!parsed.ok) assert.equal(parsed.problems[0]?.code, code, other)
    }
    assert.equal(parseEnvelope(Buffer.from([0xff, 0x7b])).ok, false)
  })

  it('never throws on a stranger’s bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseEnvelope(bytes)))
    fc.assert(fc.property(fc.json(), (json) => void parseEnvelope(Buffer.from(json))))
  })
})

describe('a new fact', () => {
  it('that is none is named field by field', () => {
    const wrong = {
      ...fact,
      kind: 'toString',
      actor: '',
      subject: 'a\0b',
      source: { ...fact.source, method: 'guess', system: '\ud800', receivedAt: '2026-13-01' },
    }
    assert.throws(
      () => assertNewFact(wrong as unknown as NewFact),
      (error: unknown) => {
        assert.ok(error instanceof FactError)
        assert.equal(error.params.fields, 'kind, actor, subject, source.method, source.system, source.receivedAt')
        return true
      },
    )
  })

  it('names each of its keys once, its own first', () => {
    const [a, b] = [guardKey('k', 'a'), guardKey('k', 'b')]
    assert.deepEqual(guardsOf({ ...fact, once: b, guards: [a, b, a] }), [b, a])
    assert.deepEqual(guardsOf({ ...fact, guards: [a, a] }), [a])
    assert.deepEqual(guardsOf(fact), [])
  })
})

describe('guard keys', () => {
  it('differ where the parts are cut differently', () => {
    assert.notEqual(guardKey('n', 'ab', 'c'), guardKey('n', 'a', 'bc'))
    assert.notEqual(guardKey('n', 'a'), guardKey('n', 'a', ''))
    assert.notEqual(guardKey('n', 'a'), guardKey('m', 'a'))
    assert.equal(guardKey('n', 'é'), guardKey('n', Buffer.from('é')))
  })

  it('are what they always were', () => {
    assert.equal(
      guardKey('event', 'client', 'id'),
      sha256(...['event', 'client', 'id'].flatMap((one) => [Buffer.from([0, 0, 0, 0, 0, 0, 0, one.length]), one])).slice(0, 32),
    )
  })
})

describe('kinds and moments', () => {
  it('kinds are a name and a version, and have a title in both languages', () => {
    for (const [name, { title }] of Object.entries(factKinds)) {
      assert.match(name, /^[a-z][a-z-]*\/[1-9]\d*$/)
      assert.ok(title.en.length > 0 && /\p{Script=Han}/u.test(title.zh))
    }
    assert.equal(isFactKind('constructor'), false)
  })

  it('a moment has one form, and is a day that exists', () => {
    for (const good of ['2026-01-02T03:04:05.006Z', '0001-01-01T00:00:00.000Z', '2024-02-29T23:59:59.999Z'])
      assert.equal(isInstant(good), true)
    for (const bad of [
      '2026-01-02T03:04:05Z',
      '2026-01-02T03:04:05.006+08:00',
      '2025-02-29T00:00:00.000Z',
      '2026-01-02T24:00:00.000Z',
      '',
    ]) {
      assert.equal(isInstant(bad), false)
    }
  })
})
