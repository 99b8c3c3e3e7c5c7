import { XmlBufferInputProvider, XmlDocument, XmlValidateError, XsdValidator, xmlRegisterInputProvider } from 'libxml2-wasm'
import { listFiles, readBytes } from './shared-vectors.ts'

const folder = 'epcis/gs1-EPCIS/XSD'

/** GS1's XML schema, of documents, query documents and capture jobs, as a second opinion: what it finds wrong, empty where nothing is. */
export function xsdOf(): (xml: string) => readonly string[] {
  const schemas = listFiles(folder, /\.xsd$/).map((path): [string, Uint8Array] => [path.slice(folder.length + 1), readBytes(path)])
  const places = schemas.flatMap(([name, bytes]) => [
    [`xsd/${name}`, bytes],
    [`xsd/./${name}`, bytes],
  ])
  xmlRegisterInputProvider(new XmlBufferInputProvider(Object.fromEntries(places) as Record<string, Uint8Array>))
  const schema = XmlDocument.fromBuffer(readBytes(`${folder}/EPCglobal-epcis-query-2_0.xsd`), { url: 'xsd/EPCglobal-epcis-query-2_0.xsd' })
  const validator = XsdValidator.fromDoc(schema)
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
