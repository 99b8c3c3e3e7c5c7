import assert from 'node:assert/strict'
import { type JsonObject, type JsonValue, parseJson } from '@proofline/epcis'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { readBytes } from './shared-vectors.ts'

export function readShared(path: string): JsonValue {
  const result = parseJson(readBytes(path))
  assert.ok(result.ok, path)
  return result.value
}

/** GS1's JSON schema as a second opinion: what it finds wrong, empty where nothing is. */
export function schemaOf(): (value: JsonValue) => readonly string[] {
  const ajv = new Ajv({ strict: false, allErrors: false, logger: false })
  addFormats.default(ajv)
  const validate = ajv.compile(readShared('epcis/gs1-EPCIS/EPCIS-JSON-Schema.json') as JsonObject)
  return (value) =>
    validate(value) === true ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`)
}
