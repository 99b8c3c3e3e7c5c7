import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { digestOf } from '../../../../src/answers/trace/forms/digest.ts'
import type { Answer } from '../../../../src/answers/trace/index.ts'
import type { TraceValue } from '../../../../src/answers/trace/rules/basis/answer.ts'

const certificate = { verdict: 'incomplete', coverage: { eventsSeen: 4, sources: [], walks: { closed: 3, open: 1 } } } as const
const answer: Answer = {
  value: {
    certain: ['https://id.gs1.org/01/09521141100011/10/S-2041', 'https://example.com/溯证'],
    possible: [],
    past: [],
    excluded: [{ id: 'https://id.gs1.org/01/09521141100028/21/P-0007', by: [3, 4] }],
    carriers: { certain: [], possible: ['https://id.gs1.org/00/095211411000000019'] },
    consignees: [],
    shipments: [],
    origins: [],
    atMost: [],
    oneOf: [],
    voided: [9],
  },
  asOf: { index: 12, moment: null },
  gaps: [{ code: 'origin-missing', object: 'https://id.gs1.org/01/09521141100011/10/S-2041' }],
  unchecked: [],
  certificate,
  rules: 'trace/1',
  conditions: [],
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

test('the digest is the SHA-256 of the documented lines', () => {
  const lines = [
    '["carriers.possible","https://id.gs1.org/00/095211411000000019"]',
    '["certain","https://example.com/溯证"]',
    '["certain","https://id.gs1.org/01/09521141100011/10/S-2041"]',
    '["certificate",{"coverage":{"eventsSeen":4,"sources":[],"walks":{"closed":3,"open":1}},"verdict":"incomplete"}]',
    '["excluded",{"by":[3,4],"id":"https://id.gs1.org/01/09521141100028/21/P-0007"}]',
    '["gaps",{"code":"origin-missing","object":"https://id.gs1.org/01/09521141100011/10/S-2041"}]',
    '["head",{}]',
    '["voided",9]',
  ]
  const { digest } = digestOf(answer)
  assert.deepEqual([digest.entries, digest.sha256], [8, sha256(lines.map((line) => `${line}\n`).join(''))])
  const certain = digest.lists.find(({ list }) => list === 'certain')
  assert.deepEqual(certain, { list: 'certain', entries: 2, sha256: sha256(`${lines[1]}\n${lines[2]}\n`) })
})

test('order of lists and entries is no difference; any other entry, list, value, gap or certificate is', () => {
  const { sha256: same } = digestOf(answer).digest
  const value = answer.value as TraceValue
  const reversed = Object.fromEntries(Object.entries({ ...value, certain: value.certain.toReversed() }).reverse()) as unknown
  const turned: Answer = { ...answer, value: reversed as TraceValue }
  assert.equal(digestOf(turned).digest.sha256, same)
  assert.equal(digestOf({ ...answer, conditions: [{ code: 'condition-unmet' }], asOf: { index: 13, moment: null } }).digest.sha256, same)
  const others: Answer[] = [
    { ...answer, gaps: [] },
    { ...answer, unchecked: [{ code: 'source-silent' }] },
    { ...answer, certificate: { ...certificate, verdict: 'complete' } },
    { ...answer, value: { ...answer.value, certain: value.certain.slice(1) } as Answer['value'] },
    { ...answer, value: { ...answer.value, certain: [], possible: value.certain } as Answer['value'] },
    { ...answer, value: { ...answer.value, voided: [8] } as Answer['value'] },
  ]
  assert.equal(new Set([same, ...others.map((other) => digestOf(other).digest.sha256)]).size, others.length + 1)
})
