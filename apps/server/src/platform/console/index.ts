import { type Catalog, chooseLanguage, type Language, languages, say } from '@proofline/problems'

/** The languages of a person at a terminal: the one that the locale names, both where it names none (`C`, containers). */
export function consoleLanguages(environment: Readonly<Record<string, string | undefined>>): readonly Language[] {
  const locale =
    environment.LC_ALL ||
    environment.LC_MESSAGES ||
    environment.LANG ||
    (process.platform === 'win32' ? Intl.DateTimeFormat().resolvedOptions().locale : '')
  if (/^(zh)([_.-]|$)/i.test(locale)) return ['zh']
  return locale === '' || /^(C|POSIX)(\.|$)/i.test(locale) ? languages : [chooseLanguage(locale)]
}

export type Tell = (code: string, params?: Readonly<Record<string, string | number>>) => void

/** Writes a line a language. The catalogues are asked in their order. */
export function consoleTeller(stream: NodeJS.WritableStream, spoken: readonly Language[], ...catalogs: Catalog[]): Tell {
  return (code, params = {}) => {
    const catalog = catalogs.find((candidate) => Object.hasOwn(candidate.en, code))
    for (const language of spoken) stream.write(`${catalog === undefined ? code : say(catalog, language, code, params)}\n`)
  }
}
