import { type Language, say } from '@proofline/problems'
import type { Outline } from '../outline.ts'
import { readmeTexts } from './texts.ts'

/** The README as it stands in the bundle; `origin` is one line without control characters, as the checkpoint's form has it. */
export const renderReadme = ({ log: { origin, fingerprint } }: Outline, language: Language): string =>
  say(readmeTexts, language, 'readme', { origin, fingerprint })
