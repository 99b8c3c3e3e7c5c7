/** Longer identifiers are refused: they are keys of indexes everywhere, and a GS1 identifier has at most some 200 characters. */
export const longestUri = 2_000

/** Of the characters beyond ASCII all but blanks and invisible ones, which are \s, U+00AD, U+200B–F, U+202A–E, U+2060–F, U+FEFF, U+FFF0–F. */
const uriForm =
  /^[A-Za-z][A-Za-z0-9+.-]*:[!#$%&-;=?-[\]_a-z~\u00a1-\u00ac\u00ae-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ufefe\uff00-\uffef]+$/
const brokenEscape = /%(?![0-9A-Fa-f]{2})/

/**
 * An absolute URI or IRI (RFC 3986, RFC 3987), CURIEs included: a scheme, then characters that may stand in one, each percent sign
 * followed by two hexadecimal digits. Letters of any script may stand unescaped; blanks and invisible characters may not.
 */
export function isUri(text: string): boolean {
  return text.length <= longestUri && uriForm.test(text) && !(text.includes('%') && brokenEscape.test(text))
}
