import { XmlBufferInputProvider, XmlDocument, XmlValidateError, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm'
import { readSchemaFile } from './openapi.ts'

const names = [
  'EPCglobal-epcis-query-2_0.xsd',
  'EPCglobal-epcis-2_0.xsd',
  'EPCglobal-epcis-masterdata-2_0.xsd',
  'EPCglobal.xsd',
  'StandardBusinessDocumentHeader.xsd',
  'BusinessScope.xsd',
  'DocumentIdentification.xsd',
  'Manifest.xsd',
  'Partner.xsd',
  'BasicTypes.xsd',
]

/** GS1's XML schema of documents, query documents and capture jobs: what it finds wrong, empty where nothing is. */
export function openXsd(): (xml: string) => readonly string[] {
  const places = names.flatMap((name): [string, Uint8Array][] => {
    const bytes = readSchemaFile(`XSD/${name}`)
    return [
      [`xsd/${name}`, bytes],
      [`xsd/./${name}`, bytes],
    ]
  })
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(places)))
  const [first = ''] = names
  const validator = XsdValidator.fromDoc(XmlDocument.fromBuffer(readSchemaFile(`XSD/${first}`), { url: `xsd/${first}` }))
  return (xml) => {
    const document = XmlDocument.fromString(xml)
    try {
      validator.validate(document)
      return []
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error
      return error.details.map(({ line, message }) => `${line}: ${message.trim()}`)
    } finally {
      document.dispose()
    }
  }
}
