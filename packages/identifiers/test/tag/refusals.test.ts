import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalize, formatTag, identifierTexts, isGs1, parseTag, type TagOptions, tagTexts } from '@proofline/identifiers'
import { type Problem, say } from '@proofline/problems'
import { ascii, digits, hexOf, number } from './bits-by-hand.ts'
import { encoded, identifierOf, problemsOf } from './tags.ts'

const item = 'https://id.gs1.org/01/09506000134352/21/'
const wished = (uri: string, options: TagOptions): readonly Problem[] => {
  const result = formatTag(identifierOf(uri), options)
  return result.ok ? [] : result.problems
}
const refused = (uri: string, options: TagOptions): string[] => wished(uri, options).map(({ code }) => code)

/** Header, filter 3, partition 5, company prefix and reference: 58 bits. */
const sgtin198 = `00110110011101${number(614141, 24)}${number(712345, 20)}`
const plus = (header: string, gtin = '09506000134352'): string => `${header}0011${digits(gtin)}00000001${number(5, 4)}`
const host = (bits: string): string => hexOf(plus('11111101'), bits)
// SGTIN-96 3074257BF7194E4000001A85 and others, each with one thing wrong. Positions count hexadecimal digits.
const contents: readonly (readonly [string, string[]])[] = [
  ['', ['tag-empty']],
  ['30 4G', ['tag-not-hex 3', 'tag-not-hex 5']],
  ['3', ['tag-cut-short 1']],
  ['3074257BF7194E4000001A8', ['tag-cut-short 23']],
  ['0000000000000000', ['tag-unprogrammed 1']],
  ['E28011700000020F', ['tag-header-reserved 1']],
  ['FF74257BF7194E4000001A85', ['tag-header 1']],
  ['307C257BF7194E4000001A85', ['tag-partition 3']],
  ['3077FFFFF7194E4000001A85', ['tag-number-range 4']],
  ['3174257BF4499602D2000001', ['tag-reserved-bits 19']],
  [hexOf(sgtin198, ascii('A'), number(0, 7), ascii('B'), number(0, 119)), ['tag-text-end 19']],
  ['3674257BF6B7A60000000000000000000000000000000000000', ['tag-text-empty 15']],
  [hexOf(sgtin198, ascii('A$B'), number(0, 119)), ['tag-character 17']],
  ['3F74F4E4E612640000000001', ['tag-numeric-string 14']],
  ['F7309506000134352D85', ['tag-encoding-indicator 18']],
  ['F7309506000134352000', ['tag-length-indicator 18']],
  ['F73095060001343520A0', ['tag-cut-short 20']],
  ['F730950600013435A015', ['tag-digit 17']],
  [hexOf('11111011', '0011', '0100', number(26, 7), number(2, 4), number(30, 5), digits('09506000134352'), '000000010101'), ['tag-date 5']],
  ['FB3F2CDE09506000134352015', ['tag-date-type 4']],
  ['F7B09506000134352015AB000000', ['tag-data-key 21']],
]

test('what is wrong with a tag is told with its place', () => {
  for (const [hex, expected] of contents) {
    assert.deepEqual(problemsOf(hex), expected, hex)
  }
})

test('a wrong check digit on a tag is told and not mended', () => {
  assert.deepEqual(problemsOf(hexOf(plus('11110111', '09506000134353'))), ['key-check-digit 17'])
})

test('all problems of one content are told', () => {
  // Three half bytes that are no digits, and a serial of a coding that is not defined.
  assert.deepEqual(problemsOf('F73A9506B00134C52C85'), ['tag-digit 4', 'tag-digit 9', 'tag-digit 15', 'tag-encoding-indicator 18'])
})

test('what does not fit is refused with the encodings that would take it', () => {
  const short = { filter: 1, companyPrefixLength: 7 } as const
  for (const serial of ['A1', '0123', '274877906944']) {
    const [problem, ...others] = wished(item + serial, { scheme: 'sgtin-96', ...short })
    assert.deepEqual(others, [])
    assert.equal(problem?.code, 'tag-no-fit')
    assert.equal(problem.params?.takers, 'sgtin+, sgtin-198')
    assert.equal(problem.params?.most, '0–274877906943')
  }
  assert.deepEqual(refused(`${item}274877906943`, { scheme: 'sgtin-96', ...short }), [])
  const [asset] = wished('https://id.gs1.org/8004/9521141A1', { scheme: 'giai-96', ...short })
  assert.equal(asset?.params?.takers, 'giai+, giai-202')
  // Thirty characters behind a company prefix of seven: 23 are the most, and every character is used.
  assert.deepEqual(refused(`https://id.gs1.org/8004/9521141${'A'.repeat(23)}`, { scheme: 'giai-202', ...short }), [])
  const [part] = wished('https://id.gs1.org/8010/9521141012/8011/1', { scheme: 'cpi-96', ...short })
  assert.equal(part?.params?.takers, 'cpi+, cpi-var')
  assert.deepEqual(refused('urn:epc:id:gid:268435456.1.1', { scheme: 'gid-96' }), ['tag-no-fit-anywhere'])
})

test('a partition table needs the length of the company prefix, a + encoding does not', () => {
  assert.deepEqual(refused(`${item}5`, { scheme: 'sgtin-96' }), ['urn-prefix-length-missing'])
  assert.deepEqual(refused(`${item}5`, { scheme: 'sgtin-96', companyPrefixLength: 5 }), ['urn-prefix-length'])
  assert.deepEqual(refused(`${item}5`, { scheme: 'sgtin+' }), [])
  assert.deepEqual(refused('urn:epc:id:sgtin:95060001343.05.5', { scheme: 'sgtin-96' }), [])
})

test('classes, lots and kinds without an encoding are refused', () => {
  assert.deepEqual(refused('https://id.gs1.org/01/09506000134352', { scheme: 'sgtin+' }), ['tag-serial-missing'])
  assert.deepEqual(refused('https://id.gs1.org/01/09506000134352/10/L1', { scheme: 'sgtin+' }), ['tag-serial-missing'])
  assert.deepEqual(refused('https://id.gs1.org/8003/09521141123454', { scheme: 'grai+' }), ['tag-serial-missing'])
  assert.deepEqual(refused('https://id.gs1.org/417/9521141123454', { scheme: 'sgln+' }), ['tag-scheme-none'])
  assert.deepEqual(refused('https://example.org/thing', { scheme: 'sgln+' }), ['tag-scheme-none'])
  assert.deepEqual(refused('https://id.gs1.org/414/9521141123454/254/0', { scheme: 'sgln+' }), ['urn-extension-zero'])
})

test('a check digit that was not verified when it was read is verified before it is left out', () => {
  const lax = canonicalize('https://id.gs1.org/01/09506000134353/21/5', { checkDigits: 'ignore' })
  assert.ok(lax.ok)
  for (const scheme of ['sgtin-96', 'sgtin+'] as const) {
    const result = formatTag(lax.value, { scheme, companyPrefixLength: 7 })
    assert.ok(!result.ok)
    assert.equal(result.problems[0]?.code, 'key-check-digit')
  }
})

test('an identifier that was put together is checked like one that was read', () => {
  const identifier = identifierOf(`${item}5`)
  assert.ok(isGs1(identifier))
  for (const serial of ['1'.repeat(32), '', 'é']) {
    const result = formatTag({ ...identifier, keys: { ...identifier.keys, '21': serial } }, { scheme: 'sgtin+' })
    assert.ok(!result.ok, serial)
    assert.match(result.problems[0]?.code ?? '', /^key-(?:length|characters)$/)
  }
})

test('all that stands against a wish is told at once', () => {
  const options: TagOptions = {
    scheme: 'dsgtin++',
    filter: 8,
    hostname: 'a/b',
    date: { ai: '10', value: '260231' },
    data: [
      { ai: '17', value: '261301' },
      { ai: '03', value: '1' },
      { ai: '00', value: '0'.repeat(18) },
    ],
  }
  assert.deepEqual(refused(`${item}5`, options), [
    'tag-filter',
    'tag-hostname',
    'tag-date-type',
    'tag-date',
    'tag-data-value',
    'tag-data-key',
    'tag-data-value',
  ])
  const unused: TagOptions = {
    scheme: 'sgtin-96',
    hostname: 'a.com',
    date: { ai: '17', value: '260228' },
    data: [{ ai: '10', value: 'A' }],
  }
  assert.deepEqual(refused(`${item}5`, unused), [
    'tag-option-unused',
    'tag-option-unused',
    'tag-option-unused',
    'urn-prefix-length-missing',
  ])
  assert.deepEqual(refused(`${item}5`, { scheme: 'dsgtin++' }), ['tag-hostname-missing', 'tag-date-missing'])
  const [other] = wished(`${item}5`, { scheme: 'sscc-96', companyPrefixLength: 7 })
  assert.deepEqual([other?.code, other?.params?.takers], ['tag-scheme-mismatch', 'sgtin+, sgtin-96, sgtin-198'])
})

test('a host name of a hostile tag cannot send its link elsewhere', () => {
  // EPC and serial, then a host name of one character: a slash.
  assert.deepEqual(problemsOf(host(`1${number(1, 6)}${ascii('/')}`)), ['tag-hostname 21'])
})

const examples: readonly (() => readonly Problem[])[] = [
  () => problems('urn:epc:tag:sgtin-97:3.0614141.812345.6789'),
  () => problems('urn:epc:tag:sgtin-96:x.0614141.812345.6789'),
  () => problems('urn:epc:tag:[xpc=x0001][att=x01]:sgtin-96:3.0614141.812345.6789'),
  () => problems('urn:epc:tag:sgtin-96:9.0614141.812345.6789'),
  () => problems(`urn:epc:raw:96.x${'0'.repeat(600)}`),
  () => problems('urn:epc:raw:96.xC1.x1234567890ABCDEF01234567'),
  () => problems('urn:epc:raw:8.x1FF'),
  () => problems('0'.repeat(1_000_000)),
  () => problems(host(`1${number(1, 6)}${ascii('/')}`)),
  () => problems(host(`1${number(1, 6)}${number(5, 7)}`)),
  () => wished(`${item}5`, { scheme: 'sgtin++', hostname: 'a'.repeat(64) }),
]

function problems(input: string): readonly Problem[] {
  const result = parseTag(input)
  return result.ok ? [] : result.problems
}

test('every problem is told by some example, in both languages, with all its parameters', () => {
  const told = [
    ...contents.flatMap(([hex]) => problems(hex)),
    ...examples.flatMap((make) => make()),
    ...wished('https://id.gs1.org/01/09506000134352', { scheme: 'sgtin+' }),
    ...wished('https://id.gs1.org/417/9521141123454', { scheme: 'sgln+' }),
    ...wished(`${item}A1`, { scheme: 'sgtin-96', companyPrefixLength: 7 }),
    ...wished('urn:epc:id:gid:268435456.1.1', { scheme: 'gid-96' }),
    ...wished(`${item}5`, { scheme: 'dsgtin++', filter: 8 }),
    ...wished(`${item}5`, { scheme: 'sgtin-96', hostname: 'a.com' }),
    ...wished(`${item}5`, { scheme: 'sscc-96' }),
    ...wished(`${item}5`, { scheme: 'sgtin+', data: [{ ai: '17', value: '261301' }] }),
  ]
  const codes = new Set(told.map(({ code }) => code))
  assert.deepEqual(
    Object.keys(tagTexts.en).filter((code) => !codes.has(code)),
    [],
  )
  assert.deepEqual(Object.keys(tagTexts.zh), Object.keys(tagTexts.en))
  for (const { code, params } of told) {
    const catalog = Object.hasOwn(tagTexts.en, code) ? tagTexts : identifierTexts
    for (const language of ['en', 'zh'] as const) assert.doesNotMatch(say(catalog, language, code, params), /\{\w+\}/, code)
    assert.notEqual(say(catalog, 'en', code, params), code)
  }
})

test('an EPC and its data that no tag’s memory can name is refused', () => {
  const identifier = identifierOf(`${item}5`)
  const note = (length: number): TagOptions => ({ scheme: 'sgtin+', data: [{ ai: '91', value: '!'.repeat(length) }] })
  assert.ok(encoded(identifier, note(50)).hex.length <= 124)
  const result = formatTag(identifier, note(90))
  assert.deepEqual(result.ok ? [] : result.problems.map(({ code }) => code), ['tag-too-long'])
})

test('input of any size is refused by its size alone', () => {
  for (const input of [
    'G'.repeat(2_000_000),
    `urn:epc:tag:${'['.repeat(2_000_000)}`,
    `urn:epc:raw:${'1'.repeat(2_000_000)}`,
    new Uint8Array(2_000_000),
  ]) {
    const result = parseTag(input)
    assert.ok(!result.ok)
    assert.equal(result.problems.length, 1)
    assert.match(result.problems[0]?.code ?? '', /too-long/)
  }
})
