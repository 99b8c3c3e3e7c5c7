import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atPath, chooseLanguage, say } from '@proofline/problems'

const catalog = {
  en: { 'too-long': 'at most {max} characters, {actual} found' },
  zh: { 'too-long': '最多 {max} 个字符，实际 {actual} 个' },
}

test('a text is filled in, in the language asked for', () => {
  assert.equal(say(catalog, 'en', 'too-long', { max: 20, actual: 25 }), 'at most 20 characters, 25 found')
  assert.equal(say(catalog, 'zh', 'too-long', { max: 20, actual: 25 }), '最多 20 个字符，实际 25 个')
})

test('an unknown code is shown as itself, an unknown parameter stays visible, no inherited name is taken for one', () => {
  assert.equal(say(catalog, 'en', 'no-such-code'), 'no-such-code')
  assert.equal(say(catalog, 'en', 'too-long', { max: 20 }), 'at most 20 characters, {actual} found')
  assert.equal(say({ en: { a: '{toString}' }, zh: { a: '' } }, 'en', 'a'), '{toString}')
})

test('the language with the highest weight is chosen, English where neither is acceptable', () => {
  assert.equal(chooseLanguage('zh-CN,zh;q=0.9,en;q=0.8'), 'zh')
  assert.equal(chooseLanguage('en;q=0.5, zh;q=0.6'), 'zh')
  assert.equal(chooseLanguage('fr, de'), 'en')
  assert.equal(chooseLanguage('zh;q=0, en;q=0.1'), 'en')
  assert.equal(chooseLanguage('zh;q=x'), 'en')
  assert.equal(chooseLanguage('zh_CN.UTF-8'), 'zh')
  assert.equal(chooseLanguage(undefined), 'en')
})

test('a JSON Pointer escapes its tokens (RFC 6901 §3)', () => {
  assert.equal(atPath('/a', 'b/c', 'd~e', 0), '/a/b~1c/d~0e/0')
})
