export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** The texts of one module: for each language, the same codes; `{name}` marks a parameter. Kept complete by a test that reads every `texts.ts`. */
export type Catalog<Code extends string = string> = { readonly [L in Language]: { readonly [C in Code]: string } }

export const isLanguage = (text: string): text is Language => (languages as readonly string[]).includes(text)

/**
 * The text of `code` in `language`, its `{parameters}` filled in. A code that the catalogue does not know is shown as itself:
 * the reader still learns which rule spoke.
 */
export function say(catalog: Catalog, language: Language, code: string, params: Readonly<Record<string, string | number>> = {}): string {
  const text = catalog[language][code]
  if (text === undefined) return code
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(params, name) ? String(params[name]) : whole))
}

/**
 * The reader's language from an `Accept-Language` header (RFC 9110 §12.5.4) or a locale name such as `zh_CN.UTF-8`:
 * the acceptable one with the highest weight, the first of equals; `en` where neither is acceptable.
 */
export function chooseLanguage(header: string | undefined): Language {
  let best: Language = 'en'
  let bestWeight = 0
  for (const part of (header ?? '').slice(0, 1000).split(',')) {
    const [range = '', ...options] = part.split(';').map((piece) => piece.trim())
    const language = range.toLowerCase().split(/[-_.]/)[0] ?? ''
    const quality = options.find((option) => option.startsWith('q='))
    const weight = quality === undefined ? 1 : Number(quality.slice(2))
    if (isLanguage(language) && weight > bestWeight) {
      best = language
      bestWeight = weight
    }
  }
  return best
}
