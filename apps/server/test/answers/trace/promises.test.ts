import assert from 'node:assert/strict'
import { test } from 'node:test'
import { missingArrivals } from '../../../src/answers/trace/rules/completeness/arrivals.ts'
import { beforeGoLive } from '../../../src/answers/trace/rules/completeness/beginnings.ts'
import { certify } from '../../../src/answers/trace/rules/completeness/certificate.ts'
import { coarserThanDeclared } from '../../../src/answers/trace/rules/completeness/granularity.ts'
import { type SourcePromise, silentSources } from '../../../src/answers/trace/rules/completeness/silence.ts'
import { withSince } from '../../../src/answers/trace/rules/since.ts'
import { factsOf, historyOf } from './history.ts'
import { classOf, partyUri, uri } from './scenarios/names.ts'
import { Story } from './scenarios/story.ts'

const historyFor = (story: Story) => historyOf(factsOf(story.documents()))
const hourMs = 3_600_000
const nine = Date.parse('2025-03-03T09:00:00+08:00')

const promise = (words: Partial<SourcePromise>): SourcePromise => ({
  reportsEveryMs: undefined,
  goLiveMs: undefined,
  retiredMs: undefined,
  declaredMs: nine - 100 * hourMs,
  ...words,
})
const silent = (words: Partial<SourcePromise>, receivedMs: number | null, momentMs: number | null) =>
  silentSources([{ name: 'wms', receivedMs }], new Map([['wms', promise(words)]]), momentMs).gaps.map(({ code, source, since }) => [
    code,
    source,
    since,
  ])
const nineText = new Date(nine).toISOString()

test('a source that has said nothing for longer than it promised is silent, since its last word', () => {
  assert.deepEqual(silent({ reportsEveryMs: hourMs }, nine, nine + hourMs), [])
  assert.deepEqual(silent({ reportsEveryMs: hourMs }, nine, nine + hourMs + 1), [['source-silent', 'wms', nineText]])
  assert.deepEqual(silent({ reportsEveryMs: hourMs }, nine, null), [])
})

test('a retired source is not silent after, but where it fell silent before', () => {
  assert.deepEqual(silent({ reportsEveryMs: hourMs, retiredMs: nine + hourMs }, nine, nine + 900 * hourMs), [])
  assert.deepEqual(silent({ reportsEveryMs: hourMs, retiredMs: nine + 3 * hourMs }, nine, nine + 900 * hourMs).length, 1)
})

test('a source that never spoke is silent from its going live, or else from its declaration; before it goes live nothing is expected', () => {
  assert.deepEqual(silent({ reportsEveryMs: hourMs, declaredMs: nine }, null, nine + 2 * hourMs), [['source-silent', 'wms', nineText]])
  assert.deepEqual(silent({ reportsEveryMs: hourMs, declaredMs: nine, goLiveMs: nine + 9 * hourMs }, null, nine + 2 * hourMs), [])
  assert.deepEqual(silent({ reportsEveryMs: hourMs, goLiveMs: nine + 9 * hourMs }, nine, nine + 2 * hourMs), [])
})

test('where no rhythm is declared, silence is not judged, and the answer says so for this source', () => {
  const { gaps, unchecked } = silentSources([{ name: 'mes', receivedMs: nine }], new Map([['wms', promise({})]]), nine + 9_999 * hourMs)
  assert.deepEqual(gaps, [])
  assert.deepEqual(unchecked, [
    { code: 'source-silent', source: 'mes' },
    { code: 'source-silent', source: 'wms' },
  ])
})

const made = () =>
  new Story()
    .at('08:00')
    .receive(['100 of screw:P1'], 'Supplier')
    .at('09:00')
    .make(['device:L#1', 'device:L#2'], { of: ['10 of screw:P1'], lot: 'L' })

test('what was there before a source went live may have met with what nobody told: its lots are named, also where this source tells nothing of them', () => {
  const history = historyFor(made())
  const named = ['screw:P1', 'device:L', 'device:L#1', 'device:L#2'].map(uri)
  const promises = new Map([
    ['early', promise({ goLiveMs: nine - 5 * hourMs })],
    ['late', promise({ goLiveMs: nine + 5 * hourMs })],
  ])
  const { gaps, unchecked } = beforeGoLive(history, named, ['mes'], promises)
  assert.deepEqual(
    gaps.map(({ code, object, source }) => [code, object, source]),
    [uri('screw:P1'), uri('device:L')].map((object) => ['before-go-live', object, 'late']),
  )
  assert.deepEqual(unchecked, [{ code: 'before-go-live', source: 'mes' }])
})

test('a lot that goes somewhere where units are to be named is coarser than declared; what is said of a lot as a whole is not', () => {
  const story = made().at('10:00').see('inspecting', ['device:L']).at('11:00').ship(['1 of device:L'], 'A')
  const history = historyFor(story)
  const named = [uri('device:L'), uri('device:L#1')]
  const serial = coarserThanDeclared(history, named, new Map([[classOf('device'), 'serial']]))
  const shipped = history.events.find(({ bizStep }) => bizStep?.endsWith('shipping'))?.index
  assert.deepEqual(serial, { gaps: [{ code: 'granularity-coarser', object: uri('device:L'), event: shipped }], unchecked: [] })
  assert.deepEqual(coarserThanDeclared(history, named, new Map([[classOf('device'), 'lot']])).gaps, [])
  assert.deepEqual(coarserThanDeclared(history, named, new Map()), {
    gaps: [],
    unchecked: [{ code: 'granularity-coarser', object: classOf('device') }],
  })
})

test('a product told without its lot is coarser than any declaration', () => {
  const history = historyFor(
    made()
      .at('12:00')
      .make(['device:M#9'], { of: ['1 of screw'], lot: 'M' }),
  )
  const { gaps } = coarserThanDeclared(history, [uri('screw:P1')], new Map([[classOf('screw'), 'lot']]))
  assert.deepEqual(
    gaps.map(({ object }) => object),
    [classOf('screw')],
  )
})

const arrivals = (
  story: Story,
  named: readonly string[],
  reporters: readonly ('A' | 'B' | 'Maker')[] = ['A'],
  momentMs: number | null = Infinity,
  within: ReadonlyMap<string, number> = new Map(),
) =>
  missingArrivals(historyFor(story), new Set(named.map(uri)), new Set(reporters.map(partyUri)), { momentMs, within }).map(
    ({ object, consignee }) => [object, consignee],
  )

test('shipped to a party that reports receipts, and no receipt told: missing since the shipment; of a party that never reports, none is', () => {
  const story = made().at('11:00').ship(['device:L#1'], 'A')
  assert.deepEqual(arrivals(story, ['device:L#1']), [[uri('device:L#1'), partyUri('A')]])
  assert.deepEqual(arrivals(story, ['device:L#1'], ['B']), [])
  assert.deepEqual(arrivals(story, ['device:L#2']), [])
  assert.deepEqual(arrivals(story, ['device:L#1'], ['A'], nine), [], 'not yet shipped then')
})

test('what is to be told as arrived within some time is on its way until then, and missing after; of a shipment that another source tells, at once', () => {
  const story = made().at('11:00').ship(['device:L#1'], 'A')
  const elevenMs = nine + 2 * hourMs
  const at = (momentMs: number, within: number, source = 'wms') =>
    arrivals(story, ['device:L#1'], ['A'], momentMs, new Map([[source, within]])).length
  assert.equal(at(elevenMs + hourMs, 24 * hourMs), 0)
  assert.equal(at(elevenMs + 24 * hourMs, 24 * hourMs), 0)
  assert.equal(at(elevenMs + 24 * hourMs + 1, 24 * hourMs), 1)
  assert.equal(at(elevenMs, 0), 1)
  assert.equal(at(elevenMs + hourMs, 24 * hourMs, 'erp'), 1)
  const { since } =
    missingArrivals(historyFor(story), new Set([uri('device:L#1')]), new Set([partyUri('A')]), {
      momentMs: elevenMs + 30 * hourMs,
      within: new Map([['wms', 24 * hourMs]]),
    })[0] ?? assert.fail('nothing is missing')
  assert.equal(since, new Date(elevenMs + 24 * hourMs).toISOString())
})

test('a receipt of the unit, of its box, or of what was in the box, is the arrival; one of another time or party is not', () => {
  const boxed = () => made().at('10:00').pack('box!1', ['device:L#1', 'device:L#2']).at('11:00').ship(['box!1'], 'A')
  assert.deepEqual(arrivals(boxed(), ['box!1', 'device:L#1']), [[uri('box!1'), partyUri('A')]])
  for (const came of ['box!1', 'device:L#1']) {
    const story = boxed().at('2025-03-04 09:00').receive([came], 'Maker', { to: 'A', source: 'hospital' })
    assert.deepEqual(arrivals(story, ['box!1']), [], came)
  }
  const elsewhere = boxed().at('2025-03-04 09:00').receive(['box!1'], 'Maker', { to: 'B', source: 'hospital' })
  assert.deepEqual(arrivals(elsewhere, ['box!1'], ['A', 'B']), [[uri('box!1'), partyUri('A')]])
})

test('of quantities of one lot, less came than was sent: the last shipment is not there', () => {
  const story = made()
    .at('11:00')
    .ship(['30 of device:L'], 'A')
    .at('12:00')
    .ship(['20 of device:L'], 'A')
    .at('2025-03-04 09:00')
    .receive(['30 of device:L'], 'Maker', { to: 'A', source: 'hospital' })
  assert.equal(arrivals(story, ['device:L']).length, 1)
  const all = story.at('2025-03-05 09:00').receive(['20 of device:L'], 'Maker', { to: 'A', source: 'hospital' })
  assert.deepEqual(arrivals(all, ['device:L']), [])
})

test('a certificate is complete only without gap, without anything unchecked, without bound; an empty scope says how far was looked', () => {
  const seen = { eventsSeen: 3, sources: [{ source: 'wms', events: 3, reportingUntil: { received: nineText, occurred: null } }] }
  const empty = new Set<string>()
  assert.deepEqual(certify(seen, empty, [], []), {
    verdict: 'complete',
    coverage: { ...seen, walks: { closed: 0, open: 0 } },
  })
  const reached = new Set(['a', 'b', 'c'])
  const gapped = certify(
    seen,
    reached,
    [
      { code: 'origin-missing', object: 'b' },
      { code: 'origin-missing', object: 'elsewhere' },
    ],
    [],
  )
  assert.deepEqual([gapped.verdict, gapped.coverage.walks], ['incomplete', { closed: 2, open: 1 }])
  assert.equal(certify(seen, reached, [], [{ code: 'source-silent', source: 'mes' }]).verdict, 'incomplete')
  assert.equal(certify({ ...seen, bounded: { events: 9, objects: 9 } }, reached, [], []).verdict, 'incomplete')
})

test('since when something is missing: the gap’s own word, else its event, else the first word of its object', () => {
  const history = historyFor(made())
  const [first] = history.events
  assert.ok(first)
  const received = new Date(first.time.from).toISOString()
  const gaps = withSince(history, [
    { code: 'origin-missing', object: uri('screw:P1') },
    { code: 'legacy-grade', event: first.index },
    { code: 'source-silent', source: 'wms', since: nineText },
    { code: 'origin-missing', object: 'https://example.com/nowhere' },
  ])
  assert.deepEqual(
    gaps.map(({ since }) => since),
    [received, received, nineText, undefined],
  )
})
