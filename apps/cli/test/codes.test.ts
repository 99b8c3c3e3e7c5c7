import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { languages } from '@proofline/problems'
import { columnsOf, visible, wrap } from '../src/codes/layout.ts'
import { exitCodes } from '../src/exit-codes.ts'
import { texts } from '../src/texts.ts'
import { main, makeRunner, type Run } from './run.ts'

const { folder, run } = makeRunner()
const lines = ({ stdout }: Run): string[] => stdout.trimEnd().split('\n')

const label = '(01)09521141100028(17)281231(10)L1(21)7'

test('identify tells people what a code names, in both languages, within 80 columns', () => {
  for (const language of languages) {
    const answer = run(['identify', label, '+A99912345/$$812710X3/$$+320090677DEFG45/16D20111212.', '--lang', language])
    assert.equal(answer.status, exitCodes.done, answer.stderr)
    for (const part of ['09521141100028', '2028-12-31', 'https://id.gs1.org/01/09521141100028/21/7', 'A99912345', '77DEFG45']) {
      assert.ok(answer.stdout.includes(part), part)
    }
    assert.ok(answer.stdout.includes(texts[language]['level-instance']))
    const wrong = run(['identify', '(01)09521141100029(17)281332', '--lang', language])
    assert.equal(wrong.status, exitCodes.refused)
    for (const line of lines(wrong)) assert.ok(columnsOf(line) <= 80, line)
    assert.ok(wrong.stdout.includes(texts[language]['mark-problem']))
  }
})

test('identify reads lines, one JSON answer each; the exit code says whether anything is wrong', () => {
  const right = run(['identify', '-', '--json'], `${label}\r\n\n]d20109521141100028\n3034257BF7194E4000001A85`)
  assert.equal(right.status, exitCodes.done, right.stderr)
  const answers = lines(right).map((line) => JSON.parse(line) as { ok: boolean; level: string; agency: string })
  assert.deepEqual(
    answers.map(({ ok, level }) => `${ok} ${level}`),
    ['true instance', 'true class', 'true instance'],
  )
  const wrong = run(['identify', label, '-', '--json'], 'GARBAGE\n')
  assert.equal(wrong.status, exitCodes.refused)
  const [, refusal] = lines(wrong).map((line) => JSON.parse(line) as { ok: boolean; problems?: { code: string; message: string }[] })
  assert.equal(refusal?.problems?.[0]?.code, 'identify-unknown')
  assert.match(refusal?.problems?.[0]?.message ?? '', /GARBAGE/)
  const long = run(['identify', '-', '--json'], `${'9'.repeat(1_000_000)}\n${label}\n`)
  assert.deepEqual(
    lines(long).map((line) => (JSON.parse(line) as { ok: boolean }).ok),
    [false, true],
  )
})

test('tolerant takes what is wrong, says so, and still ends with 1', () => {
  const answer = run(['identify', '（01）09521141100028', '--tolerant'])
  assert.equal(answer.status, exitCodes.refused)
  assert.match(answer.stdout, /09521141100028/)
  assert.match(answer.stdout, /taken although wrong: /)
})

test('identify shows what a tag tells beside its identity', () => {
  const tag = run(['convert', label, '--to', 'hex', '--scheme', 'sgtin++', '--hostname', 'id.example.com', '--filter', '3']).stdout.trim()
  const shown = run(['identify', tag])
  assert.equal(shown.status, exitCodes.done, shown.stderr)
  for (const part of [
    /sgtin\+\+ · \d+ bits · filter 3/,
    /host name\s+id\.example\.com/,
    /https:\/\/id\.example\.com\/01\/09521141100028/,
  ]) {
    assert.match(shown.stdout, part)
  }
})

test('convert writes one line for each code', () => {
  const convert = (...args: string[]): string => {
    const answer = run(['convert', label, ...args])
    assert.equal(answer.status, exitCodes.done, answer.stderr)
    return answer.stdout.trimEnd()
  }
  assert.equal(convert('--to', 'digital-link'), 'https://id.gs1.org/01/09521141100028/10/L1/21/7?17=281231')
  assert.equal(convert('--to', 'element-string'), '01095211411000281728123110L1\u001d217')
  assert.equal(convert('--to', 'urn', '--prefix-length', '7'), 'urn:epc:id:sgtin:9521141.010002.7')
  const hex = convert('--to', 'hex', '--prefix-length', '7', '--filter', '1')
  assert.equal(convert('--to', 'tag-uri', '--prefix-length', '7', '--filter', '1'), 'urn:epc:tag:sgtin-96:1.9521141.010002.7')
  const back = run(['convert', hex, 'urn:epc:id:sgtin:9521141.010002.7', '--to', 'urn'])
  assert.deepEqual(lines(back), ['urn:epc:id:sgtin:9521141.010002.7', 'urn:epc:id:sgtin:9521141.010002.7'])
  assert.equal(convert('--to', 'hex', '--scheme', 'sgtin+').slice(0, 2), 'F7')
  const link = convert('--to', 'compressed-link')
  assert.equal(lines(run(['convert', link, '--to', 'uri']))[0], 'https://id.gs1.org/01/09521141100028/21/7')
})

test('a company prefix comes from a table, or not at all', () => {
  const table = join(folder, 'prefixes.json')
  writeFileSync(table, JSON.stringify({ GCPPrefixFormatList: { date: '2026-01-01', entry: [{ prefix: '952', gcpLength: 7 }] } }))
  assert.equal(run(['convert', label, '--to', 'urn', '--prefixes', table]).stdout, 'urn:epc:id:sgtin:9521141.010002.7\n')
  const without = run(['convert', label, '--to', 'urn', '--lang', 'zh'])
  assert.deepEqual([without.status, without.stdout], [exitCodes.refused, ''])
  assert.match(without.stderr, /不作猜测/)
  const broken = run(['convert', label, '--to', 'urn', '--prefixes', main])
  assert.equal(broken.status, exitCodes.usage)
})

test('AHM codes are read with the rules of a file, and only then', () => {
  const path = join(folder, 'ahm.json')
  const elements = { BN: 'lot', SN: 'serial', MD: 'manufactured', ED: 'expiry' }
  const rules = { source: 'invented', start: 'AHM:', separator: '|', vendorLength: 3, productLength: 4, elements, dateFormat: 'YYMMDD' }
  writeFileSync(path, JSON.stringify(rules))
  const code = 'AHM:V01P123|BNL1|ED281231'
  assert.equal(run(['identify', code]).status, exitCodes.refused)
  const read = run(['identify', code, '--ahm-rules', path, '--origin', 'maker.example'])
  assert.match(read.stdout, /https:\/\/id\.maker\.example\/ahm\/V01P123\/lot\/L1/)
  writeFileSync(path, JSON.stringify({ ...rules, elements: { BN: 'colour' } }))
  assert.equal(run(['identify', code, '--ahm-rules', path]).status, exitCodes.usage)
})

test('a wrong command line ends with 2 and says what to do', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['identify'], /name a code/],
    [['convert', '--to', 'urn'], /name a code/],
    [['convert', label, '--to', 'morse'], /--to with one of/],
    [['convert', label, '--to', 'urn', '--prefix-length', '5'], /from 6 to 12/],
  ]
  for (const [args, expected] of cases) {
    const { status, stderr } = run(args)
    assert.deepEqual([status, expected.test(stderr)], [exitCodes.usage, true], `${args.join(' ')}: ${stderr}`)
  }
})

test('a terminal is not obeyed by what a label says', () => {
  assert.equal(visible('a\u001b[2J\u001d\u009b\u007fb'), 'a␛[2J␝␡␡b')
  const { stdout } = run(['identify', '(01)09521141100028(10)\u001b[31m'])
  assert.ok(!stdout.includes('\u001b'))
})

test('prose is broken at spaces and between wide characters', () => {
  assert.deepEqual(wrap('one two three', 8), ['one two', 'three'])
  assert.deepEqual(wrap('一二三四五六', 8), ['一二三四', '五六'])
  assert.deepEqual(wrap('longerthanthat x', 4), ['longerthanthat', 'x'])
  assert.deepEqual(wrap('', 4), [])
})
