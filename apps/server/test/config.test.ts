import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseConfig } from '../src/config.ts'

test('nothing set, or set to nothing, is the standard', () => {
  for (const environment of [{}, { PORT: '', HOST: '', PROOFLINE_DATA: '', DATABASE_URL: '' }]) {
    const config = parseConfig(environment)
    assert.ok(config.ok)
    const { host, port, databaseUrl, dataFolder, captureMaxBytes, captureMaxEvents, answerTimeoutMs } = config.value
    assert.deepEqual([host, port, databaseUrl, captureMaxBytes, captureMaxEvents], ['127.0.0.1', 8080, undefined, 20_000_000, 10_000])
    assert.equal(answerTimeoutMs, 30_000)
    assert.match(dataFolder, /[/\\]data$/)
  }
})

test('all mistakes are told at once, and a password never', () => {
  const config = parseConfig({
    PORT: '99999',
    HOST: 'a b',
    DATABASE_URL: 'mysql://u:secret@h',
    PROOFLINE_LOG_LEVEL: 'loud',
    PROOFLINE_CAPTURE_MAX_EVENTS: '1e3',
    PROOFLINE_ANSWER_SECONDS: '0',
  })
  assert.ok(!config.ok)
  assert.deepEqual(config.problems.map(({ at }) => at).sort(), [
    '/DATABASE_URL',
    '/HOST',
    '/PORT',
    '/PROOFLINE_ANSWER_SECONDS',
    '/PROOFLINE_CAPTURE_MAX_EVENTS',
    '/PROOFLINE_LOG_LEVEL',
  ])
  assert.ok(!JSON.stringify(config.problems).includes('secret'))
})
