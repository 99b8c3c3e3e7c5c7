import { identifierTexts } from '@proofline/identifiers'
import { Type } from 'typebox'
import { badInput, clientOf, type HttpServer, Refusal } from '../../platform/http/index.ts'
import { TermsBook, type TermsOptions } from './commands.ts'
import { type Declared, type Granularity, granularities, limits } from './model.ts'
import { parseProduct, parseSourceName, parseSourceTerms } from './rules.ts'
import { texts } from './texts.ts'

const catalogs = [texts, identifierTexts]
const tags = ['terms']
const closed = { additionalProperties: false } as const

const sourceTerms = Type.Object(
  {
    reportsEveryMs: Type.Optional(
      Type.Integer({ minimum: 1, maximum: limits.reportsEveryMs, description: 'It sends something at least so often' }),
    ),
    goLive: Type.Optional(
      Type.String({ maxLength: 40, description: 'ISO 8601 with its offset: from then on it tells everything that it is to tell' }),
    ),
    retired: Type.Optional(Type.String({ maxLength: 40, description: 'ISO 8601 with its offset: nothing is expected of it after' })),
    clockUncertaintyMs: Type.Optional(
      Type.Integer({ minimum: 0, maximum: limits.clockUncertaintyMs, description: 'Its clock differs by at most so much, either way' }),
    ),
    arrivesWithinMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: limits.arrivesWithinMs,
        description: 'What it tells as sent is told as arrived within so long; undeclared: at once',
      }),
    ),
  },
  closed,
)
const productTerms = Type.Object(
  { granularity: Type.Optional(Type.Unsafe<Granularity>(Type.Union(granularities.map((one) => Type.Literal(one))))) },
  closed,
)

const about = {
  index: Type.Integer({ description: 'Of the fact' }),
  declaredAt: Type.String({ format: 'date-time' }),
  by: Type.String({ description: 'The client that declared it' }),
}
const ofSource = Type.Object({ source: Type.String(), terms: sourceTerms, ...about })
const ofProduct = Type.Object({ product: Type.String(), terms: productTerms, ...about })

const sourceOf = ({ name, ...rest }: Declared<'source'>) => ({ source: name, ...rest })
const productOf = ({ name, ...rest }: Declared<'product'>) => ({ product: name, ...rest })

/** What sources and products promise: `/sources/terms`, `/sources/{name}/terms`, `/products/terms`. */
export function registerTerms(http: HttpServer, options: TermsOptions): void {
  const book = new TermsBook(options)
  addSources(http, book)
  addProducts(http, book)
}

function addSources(http: HttpServer, book: TermsBook): void {
  const listed = Type.Object({ sources: Type.Array(ofSource) })
  http.get('/sources/terms', { schema: { tags, summary: 'What is declared of each source', response: { 200: listed } } }, async () => ({
    sources: (await book.sources()).map(sourceOf),
  }))
  const schema = {
    tags,
    summary: 'Declares what a source promises',
    description:
      'The whole of it: what is left out is no longer declared. The same again adds nothing. A fact; earlier ones stay in the log.',
    params: Type.Object({ name: Type.String() }),
    body: sourceTerms,
    response: { 200: ofSource },
  }
  http.put('/sources/:name/terms', { schema }, async (request) => {
    const name = parseSourceName(request.params.name)
    const terms = parseSourceTerms(request.body)
    if (!name.ok || !terms.ok) throw badInput([...(name.ok ? [] : name.problems), ...(terms.ok ? [] : terms.problems)], ...catalogs)
    const declared = await book.declare('source', name.value, terms.value, clientOf(request).id)
    if (declared === 'too-many-sources') throw new Refusal(422, 'terms-too-many-sources', { catalogs, params: { limit: limits.sources } })
    return sourceOf(declared)
  })
}

function addProducts(http: HttpServer, book: TermsBook): void {
  const list = {
    tags,
    summary: 'What is declared of products, by their identifiers',
    querystring: Type.Object({
      after: Type.Optional(Type.String({ maxLength: 2000, description: 'Those after this one: `next` of the page before' })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: limits.listed })),
    }),
    response: { 200: Type.Object({ products: Type.Array(ofProduct), next: Type.Optional(Type.String()) }) },
  }
  http.get('/products/terms', { schema: list }, async (request) => {
    const { after = '', limit = limits.listed } = request.query
    const found = await book.products(after.replaceAll('\0', ''), limit + 1)
    const products = found.slice(0, limit).map(productOf)
    const last = products.at(-1)
    return found.length > limit && last !== undefined ? { products, next: last.product } : { products }
  })
  const schema = {
    tags,
    summary: 'Declares how finely a product is told of',
    description: 'Without `granularity` nothing is declared any longer. The same again adds nothing. A fact; earlier ones stay in the log.',
    body: Type.Object(
      {
        product: Type.String({ minLength: 1, maxLength: 2000, description: 'A GTIN: EPC URN, GS1 Digital Link' }),
        ...productTerms.properties,
      },
      closed,
    ),
    response: { 200: ofProduct },
  }
  http.put('/products/terms', { schema }, async (request) => {
    const { product: told, granularity } = request.body
    const product = parseProduct(told)
    if (!product.ok) throw badInput(product.problems, ...catalogs)
    const terms = granularity === undefined ? {} : { granularity }
    const declared = await book.declare('product', product.value, terms, clientOf(request).id)
    if (declared === 'too-many-sources') throw new Error('products are not counted')
    return productOf(declared)
  })
}
