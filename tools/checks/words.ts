import type { Finding } from './source.ts'

/** Names that say nothing about what a thing does. */
export const emptyNames = ['util', 'utils', 'utility', 'utilities', 'helper', 'helpers', 'common', 'misc', 'dto', 'manager', 'stuff']

/** Words of unfinished work, and of the desk that it was written at: the repository speaks of Proofline only. */
export const unwantedTexts: readonly (readonly [RegExp, string])[] = [
  [/\b(TODO|FIXME|XXX|HACK)\b/, 'unfinished work belongs into an issue'],
  [/\bnot implemented\b|\bcoming soon\b|\bplaceholder\b(?!\s*[=:])/i, 'unfinished work belongs into an issue'],
  [/(^|[\s'"`(=])\/(work|root|home|Users|mnt|workspace)\/\w/, 'a path of one machine'],
  [/\b[A-Z]:\\\\?Users\\/, 'a path of one machine'],
  [
    /\bco-authored-by\b|\bgenerated (with|by) (an? )?(ai|assistant|language model)\b|\bthe brief\b/i,
    'the repository speaks of Proofline only',
  ],
]

/** What `platform` must not know: it would serve any product. */
export const domainWords = new Set(
  `cbv epc epcis gln gs1 gtin hibc sgtin sscc udi
   commitment consignee custody erasure fact facts genealogy hospital inspection ledger lot lots medical merkle patient product
   recall serial serials shipment supplier traceability witness`.split(/\s+/),
)

/** The words of a text: `lotNumber`, `lot-number` and `LOT_NUMBER` all hold `lot`. */
export const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

export function findDomainWords(path: string, text: string): Finding[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...new Set(wordsOf(line))]
        .filter((word) => domainWords.has(word))
        .map((word) => ({ path, line: index + 1, what: `"${word}" is a word of the domain; platform knows none` })),
    )
}

export function findUnwantedTexts(path: string, text: string): Finding[] {
  return text.split('\n').flatMap((line, index) =>
    unwantedTexts.flatMap(([pattern, why]) => {
      const [found] = pattern.exec(line) ?? []
      return found === undefined ? [] : [{ path, line: index + 1, what: `"${found.trim()}": ${why}` }]
    }),
  )
}
