import type { Language } from '@proofline/problems'

const locales = { en: 'en-GB', zh: 'zh-CN' } as const

export const formatCount = (count: number, language: Language): string => count.toLocaleString(locales[language])

/** 0.8 ms, 12 ms, 1.4 s, 3 min 20 s: two digits are enough for a person. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 10) return `${durationMs.toFixed(1)} ms`
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`
  return `${Math.floor(durationMs / 60_000)} min ${Math.round((durationMs % 60_000) / 1000)} s`
}
