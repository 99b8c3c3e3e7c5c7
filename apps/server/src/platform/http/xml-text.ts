const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' }

/** Characters that no XML 1.0 document may hold, not even escaped (§2.2). */
const outsideXml = /[^\t\n\r\u0020-\ufffd]/g

/** Text as it stands in an XML element or attribute; what XML cannot say is shown as U+FFFD. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(outsideXml, '\ufffd')
    .replace(/[&<>"\r]/g, (character) => escapes[character] ?? character)
