import { existsSync, readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

const folder = new URL('../../../../../../shared/vectors/epcis/gs1-EPCIS/', import.meta.url)
const path = new URL('REST Bindings/openapi.json', folder)

/** For `test(name, { skip }, …)`: false where GS1's OpenAPI is there, else why the case did not run. */
export const skip: false | string = existsSync(path) ? false : 'the shared vectors are not here (../shared/vectors)'

type Schema = { readonly $ref?: string } & Readonly<Record<string, unknown>>
type Answer = {
  readonly $ref?: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
}

export type Operation = {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly answers: ReadonlyMap<string, Answer>
}

const methods = ['get', 'post', 'put', 'delete', 'options']

/** GS1's OpenAPI of EPCIS 2.0: its operations, and its schemas as judges. */
export class OpenApi {
  readonly operations: readonly Operation[]
  readonly #ajv = new Ajv({ strict: false, allErrors: false, logger: false })
  readonly #compiled = new Map<Schema, ValidateFunction>()

  constructor() {
    const text = readFileSync(path, 'utf8').replaceAll('"#/components/', '"openapi#/components/')
    // Patterns of schedules are of another dialect than JSON Schema's, and match nothing that is meant (a defect, see there).
    const { paths, components } = JSON.parse(text, (name, value) =>
      name === 'pattern' && String(value).includes('\\g<') ? undefined : value,
    )
    addFormats.default(this.#ajv)
    this.#ajv.addSchema({ components }, 'openapi')
    const resolve = (answer: Answer): Answer =>
      answer.$ref === undefined ? answer : components.responses[answer.$ref.split('/').at(-1) ?? '']
    this.operations = Object.entries<Record<string, { responses?: Record<string, Answer> }>>(paths).flatMap(([at, item]) =>
      methods.flatMap((method) => {
        const responses = item[method]?.responses
        if (responses === undefined) return []
        const answers = new Map(Object.entries(responses).map(([status, answer]) => [status, resolve(answer)]))
        return [{ name: `${method.toUpperCase()} ${at}`, method: method.toUpperCase(), path: at, answers }]
      }),
    )
  }

  /** What the schema of that answer finds wrong with a JSON body; empty where nothing is, or where the operation has no schema for it. */
  judge(operation: Operation, status: number, mediaType: string, body: unknown): string[] {
    const schema = operation.answers.get(String(status))?.content?.[mediaType]?.schema
    if (schema === undefined) return []
    const validate = this.#compiled.get(schema) ?? this.#ajv.compile(schema)
    this.#compiled.set(schema, validate)
    if (validate(body) === true) return []
    return (validate.errors ?? []).map(({ instancePath, message, keyword, params }) => {
      const passing = keyword === 'oneOf' ? `: ${(params.passingSchemas as number[] | null)?.join(' and ') ?? 'none'}` : ''
      return `${instancePath} ${message ?? ''}${passing}`
    })
  }
}

export const readSchemaFile = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)))
