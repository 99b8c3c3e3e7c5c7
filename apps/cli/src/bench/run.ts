import type { Bench, Measure, MeasureName, Outcome } from './model.ts'

/** Read when they are called for: no other command pays for what a benchmark needs. */
const measures: Readonly<Record<MeasureName, () => Promise<Measure>>> = {
  append: async () => (await import('./append.ts')).measureAppend,
  'capture-mixed': async () => (await import('./capture.ts')).measureMixed,
  'capture-packing': async () => (await import('./capture.ts')).measurePacking,
  'capture-single': async () => (await import('./single.ts')).measureSingle,
  'verify-log': async () => (await import('./verify-log.ts')).measureVerifyLog,
  memory: async () => (await import('./memory.ts')).measureMemory,
  identifiers: async () => (await import('./identifiers.ts')).measureIdentifiers,
  'event-hash': async () => (await import('./event-hash.ts')).measureEventHash,
  query: async () => (await import('./query.ts')).measureQuery,
  trace: async () => (await import('./trace.ts')).measureTrace,
}

/** One measure from an empty data folder to its outcomes; nothing of it is left behind. */
export async function runMeasure(name: MeasureName, bench: Bench): Promise<readonly Outcome[]> {
  const measure = await measures[name]()
  return [await measure(bench)].flat()
}
