const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }

/** Characters that no XML 1.0 document may hold, not even escaped (§2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const outsideXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Text as it stands in an XML element or attribute; what XML cannot say is shown as U+FFFD. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(outsideXml, '\ufffd')
    .replace(/[&<>"\r]/g, (character) => escapes[character] ?? character)
