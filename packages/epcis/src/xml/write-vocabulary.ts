import { isObject, type JsonObject, type JsonValue } from '../json/model.ts'
import { attribute } from './markup.ts'
import type { XmlWriter } from './writer.ts'

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const objectsOf = (value: JsonValue | undefined): JsonObject[] => listOf(value).filter(isObject)
const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '')

/** Master data (EPCIS 2.0 §9.4). */
export function writeVocabularyList(vocabularies: readonly JsonValue[], writer: XmlWriter): void {
  writer.element('VocabularyList', '', () => {
    for (const vocabulary of vocabularies.filter(isObject)) {
      writer.element('Vocabulary', attribute('type', writer.uri(textOf(vocabulary.type))), () => {
        const elements = objectsOf(vocabulary.vocabularyElementList)
        if (elements.length > 0) {
          writer.element('VocabularyElementList', '', () => {
            for (const element of elements) writeElement(element, writer)
          })
        }
        writeOthers(vocabulary, ['type', 'vocabularyElementList'], writer)
      })
    }
  })
}

function writeElement(object: JsonObject, writer: XmlWriter): void {
  writer.element('VocabularyElement', attribute('id', writer.uri(textOf(object.id))), () => {
    for (const { id, attribute: value = '' } of objectsOf(object.attributes)) {
      writer.value('attribute', attribute('id', writer.uri(textOf(id))), value)
    }
    const { children } = object
    if (children !== undefined) {
      writer.element('children', '', () => {
        for (const child of listOf(children)) writer.leaf('id', writer.uri(textOf(child)), null)
      })
    }
    writeOthers(object, ['id', 'attributes', 'children'], writer)
  })
}

/** Whatever else its author told: names without a prefix stand in an extension, as the schema has it. */
function writeOthers(object: JsonObject, known: readonly string[], writer: XmlWriter): void {
  const plain = (name: string): boolean => !name.includes(':') && writer.isName(name)
  const bare = Object.keys(object).filter((name) => !known.includes(name) && plain(name))
  if (bare.length > 0) writer.element('extension', '', () => writer.members(object, (name) => !bare.includes(name)))
  writer.members(object, (name) => known.includes(name) || bare.includes(name))
}
