import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { exitCodes } from '../src/exit-codes.ts'
import { firstLot, makeInstallation, resultsOf } from './installation.ts'

test('capture sends XML as it is: its events are those of the JSON, what is wrong comes back with its XPath', async () => {
  const { run, path, start } = makeInstallation()
  await start()
  writeFileSync(path('events.json'), firstLot(3))
  const converted = run('convert', path('events.json'), '--to', 'xml', '--out', path('xml'))
  assert.equal(converted.status, exitCodes.done, converted.stderr)
  const captured = run('capture', path('xml'), '--json')
  assert.equal(captured.status, exitCodes.done, captured.stderr + captured.stdout)
  const [part] = resultsOf(captured) as {
    job: { events: { received: number }; facts: { expected: number; recorded: number; duplicates: number } }
  }[]
  assert.ok(part !== undefined && part.job.events.received > 0)
  assert.equal(part.job.facts.recorded, part.job.facts.expected)
  const again = resultsOf(run('capture', path('events.json'), '--json'))[0] as typeof part
  assert.equal(again.job.facts.duplicates, part.job.events.received)
  const wrong = readFileSync(path('xml/events.xml'), 'utf8').replace(/<eventTime>[^<]*/, '<eventTime>yesterday')
  writeFileSync(path('wrong.xml'), wrong)
  const refused = run('capture', path('wrong.xml'))
  assert.equal(refused.status, exitCodes.refused)
  assert.match(refused.stdout, /\/epcis:EPCISDocument\/EPCISBody\/EventList\/\w+\[1\]\/eventTime \(\d+:\d+\) /)
})
