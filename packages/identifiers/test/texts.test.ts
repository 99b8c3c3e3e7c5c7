import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize, identifierTexts } from '@proofline/identifiers'
import { say } from '@proofline/problems'

const marks = (text: string): string[] => Array.from(text.matchAll(/\{(\w+)\}/g), (match) => match[1] ?? '').sort()

test('both languages know every problem, with the same parameters', () => {
  const { en, zh } = identifierTexts
  assert.deepEqual(Object.keys(zh), Object.keys(en))
  for (const [code, text] of Object.entries(zh))
    assert.deepEqual(marks(text), marks(Object.entries(en).find(([name]) => name === code)?.[1] ?? ''), code)
})

test('a problem fills its text in', () => {
  const result = canonicalize('https://id.gs1.org/01/09506000134353')
  assert.ok(!result.ok)
  const [problem] = result.problems
  assert.ok(problem)
  assert.equal(
    say(identifierTexts, 'en', problem.code, problem.params),
    'The check digit of (01) is 3; these digits need 2 (character 36). Read the code again.',
  )
  assert.equal(
    say(identifierTexts, 'zh', problem.code, problem.params),
    '(01) 的校验码为 3，按其数字应为 2（第 36 个字符）。请重新读取条码。',
  )
  for (const uri of [
    'urn:epc:id:sgtin:06141.1073X6.a/b',
    'urn:epc:id:sgtin:1',
    'urn:epc:x:y:z',
    'https://id.gs1.org/x',
    'https://id.gs1.org/01/1/9/9',
    'x',
    '',
    'a:\u0001',
  ]) {
    const refused = canonicalize(uri)
    assert.ok(!refused.ok)
    for (const { code, params } of refused.problems) {
      for (const language of ['en', 'zh'] as const)
        assert.doesNotMatch(say(identifierTexts, language, code, params), /\{\w+\}/, `${uri}: ${code}`)
    }
  }
})
