import { ledgerTexts } from '@proofline/ledger'
import { type Language, type Problem, say } from '@proofline/problems'
import { evidenceTexts } from './texts.ts'

/** A problem or notice of this package in words, those of keys and notes included. */
export function describeFinding({ code, params = {} }: Pick<Problem, 'code' | 'params'>, language: Language): string {
  const catalog = Object.hasOwn(evidenceTexts.en, code) ? evidenceTexts : ledgerTexts
  return say(catalog, language, code, params)
}
