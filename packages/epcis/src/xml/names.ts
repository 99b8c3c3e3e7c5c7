/** The namespaces of EPCIS XML: 2.0 and the versions before it. None of them is an extension, so none becomes a prefix of `@context`. */
export const epcisNamespace = 'urn:epcglobal:epcis:xsd:2'
export const queryNamespace = 'urn:epcglobal:epcis-query:xsd:2'
export const sbdhNamespace = 'http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader'
export const schemaNamespace = 'http://www.w3.org/2001/XMLSchema'
export const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance'
export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/'

/**
 * What JSON can say and XML cannot stands in this namespace, so that a document comes back as it went: attributes `json` (a value as JSON text),
 * `list` (a list of one), `context` (what `@context` says beyond namespaces), `id` (of a document), `type` (of an event whose type is no XML name);
 * and the element `member` for a name that is no XML name.
 */
export const carriedNamespace = 'https://proofline.dev/ns/epcis-xml/'

const older = ['urn:epcglobal:epcis:xsd:1', 'urn:epcglobal:epcis-query:xsd:1', 'urn:epcglobal:epcis-masterdata:xsd:1']
export const isOlder = (namespace: string): boolean => older.includes(namespace)

const ownNamespaces: ReadonlySet<string> = new Set([
  epcisNamespace,
  queryNamespace,
  'urn:epcglobal:epcis-masterdata:xsd:2',
  ...older,
  schemaNamespace,
  instanceNamespace,
  xmlnsNamespace,
  carriedNamespace,
])

/** True of the namespaces of EPCIS XML and of XML itself. */
export const isOwnNamespace = (namespace: string): boolean => ownNamespaces.has(namespace)

const ncName =
  /^[A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd][-.\w\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u203f-\u2040\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd]*$/

/** A name without a colon (Namespaces in XML 1.0 §3), of the characters of the Basic Multilingual Plane; rarer ones are carried. */
export const isNcName = (name: string): boolean => ncName.test(name)

const notXml = /[^\t\n\r -\ud7ff\ue000-\ufffd]/u
const astral = /[\u{10000}-\u{10ffff}]/gu

/** May every character stand in an XML 1.0 document (§2.2)? */
export const isXmlText = (text: string): boolean => !notXml.test(text) || !notXml.test(text.replace(astral, ''))
