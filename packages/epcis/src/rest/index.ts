export {
  announcedHeaders,
  answerHeaders,
  type CbvXmlFormat,
  cbvXmlFormats,
  findVersionFault,
  type HeaderFault,
  parseCbvXmlFormat,
  parseEpcFormat,
  parseExtensions,
  type RequestHeaders,
  rangeHeaders,
  versionHeaders,
} from './headers.ts'
export { texts as restTexts } from './texts.ts'
