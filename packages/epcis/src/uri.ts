/** Longer identifiers are refused: they are keys of indexes everywhere, and a GS1 identifier has at most some 200 characters. */
export const longestUri = 2_000

const uriForm = /^[A-Za-z][A-Za-z0-9+.-]*:[!#$%&-;=?-[\]_a-z~\u00a1-\uffff]+$/
const brokenEscape = /%(?![0-9A-Fa-f]{2})/
const invisible = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/

/**
 * An absolute URI or IRI (RFC 3986, RFC 3987), CURIEs included: a scheme, then characters that may stand in one, each percent sign
 * followed by two hexadecimal digits. Letters of any script may stand unescaped; blanks and invisible characters may not.
 */
export function isUri(text: string): boolean {
  return text.length <= longestUri && uriForm.test(text) && !(text.includes('%') && brokenEscape.test(text)) && !invisible.test(text)
}
