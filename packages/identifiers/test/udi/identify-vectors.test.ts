import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type Identification, identifierTexts, identify, identifyTexts, parseTag, tagTexts } from '@proofline/identifiers'
import { say } from '@proofline/problems'
import { readVectors, skip } from '../shared-vectors.ts'

type Right = {
  code: string
  agency: string
  form: string
  level: string
  udiDi?: string
  is?: Readonly<Record<string, string>>
  quantity?: number
  uri?: string
}
type Wrong = { code: string; problems: string[] }
const own = JSON.parse(readFileSync(new URL('codes.json', import.meta.url), 'utf8')) as { valid: Right[]; invalid: Wrong[] }
const catalog = {
  en: { ...identifierTexts.en, ...tagTexts.en, ...identifyTexts.en },
  zh: { ...identifierTexts.zh, ...tagTexts.zh, ...identifyTexts.zh },
}

const seen = (answer: Identification): Omit<Right, 'code'> => {
  const { agency, form, level, udiDi, quantity, normalForms } = answer
  const is = Object.fromEntries(Object.entries(answer.productionIdentifiers).map(([name, { value }]) => [name, value]))
  return {
    agency,
    form,
    level,
    ...(udiDi === undefined ? {} : { udiDi }),
    ...(Object.keys(is).length === 0 ? {} : { is }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(normalForms.uri === undefined ? {} : { uri: normalForms.uri }),
  }
}

test('the package’s own codes: what they say', () => {
  for (const { code, ...expected } of own.valid) {
    const answer = identify(code, { origin: 'maker.example' })
    assert.ok(answer.ok, `${code}: ${JSON.stringify(answer)}`)
    assert.deepEqual(seen(answer), expected, code)
  }
  assert.ok(own.valid.length >= 45)
})

test('the package’s own codes: what is wrong with them, in words of both languages', () => {
  for (const { code, problems } of own.invalid) {
    const answer = identify(code)
    assert.ok(!answer.ok, code)
    const found = answer.problems.map((problem) => [problem.code, problem.params?.position].filter((part) => part !== undefined).join(' '))
    assert.deepEqual(found, problems, code)
    for (const problem of answer.problems) {
      for (const language of ['en', 'zh'] as const) {
        const words = say(catalog, language, problem.code, problem.params)
        assert.ok(words !== problem.code && !/\{\w+\}/.test(words), `${code}: ${words}`)
      }
    }
  }
  assert.ok(own.invalid.length >= 38)
})

type Group = Readonly<Record<string, string | undefined>>
const representations = ['HEX', 'TAG_ENCODING', 'PURE_IDENTITY', 'LEGACY_AI', 'GS1_DIGITAL_LINK'] as const

test('every representation in an equivalence group names the same thing', { skip }, () => {
  const groups = readVectors<Group>('epc-tds/tdt_equivalence_groups.json')
  let compared = 0
  for (const group of groups) {
    const uris = new Set<string | undefined>()
    for (const name of representations) {
      const text = group[name]
      if (text === undefined) continue
      const answer = identify(text, { partial: true })
      // What the tag parser itself refuses is judged by its own tests.
      if (!answer.ok && name === 'HEX' && !parseTag(text).ok) continue
      assert.ok(answer.ok, `${name} ${text}: ${JSON.stringify(answer)}`)
      uris.add(answer.normalForms.uri)
      compared += 1
    }
    assert.ok(uris.size <= 1, JSON.stringify([...uris]))
  }
  assert.ok(compared > 140)
})
