import type { FastifyRequest } from 'fastify'
import { escapeXml, type HttpServer, Refusal } from '../../platform/http/index.ts'
import { sendText } from './answer.ts'
import { addCollections, formatCollection } from './collection-routes.ts'
import { addOptions, tag } from './discovery.ts'
import { addEvents } from './event-routes.ts'
import { base, documentTypes } from './model.ts'
import { addQueries } from './query-routes.ts'
import { param, type Repository } from './repository.ts'
import { catalogs, readWanted } from './request.ts'

const topLevel = ['queries', 'capture', 'events', 'eventTypes', 'epcs', 'readPoints', 'bizLocations', 'dispositions', 'bizSteps']

/** The REST binding of EPCIS 2.0 (OpenAPI 2.0.0) but for capture (intake) and subscriptions. */
export function registerEpcis(http: HttpServer, repository: Repository): void {
  for (const path of [base, `${base}/`]) {
    http.get(path, { schema: { tags: [tag], summary: 'The top-level resources' } }, async (request, reply) => {
      const { type } = readWanted(request, documentTypes)
      sendText(reply, type, type.endsWith('xml') ? formatTopLevelXml() : formatCollection(topLevel, []))
      return reply
    })
    addOptions(http, path, 'OPTIONS, GET, HEAD', 'Versions and formats of this repository')
  }
  addCollections(http, repository)
  addEvents(http, repository)
  addQueries(http, repository)
  addTokens(http, repository)
}

const formatTopLevelXml = (): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<epcis:Collection xmlns:epcis="urn:epcglobal:epcis:xsd:2">${topLevel
    .map((member) => `<member>${escapeXml(member)}</member>`)
    .join('')}</epcis:Collection>`

/** EPCIS 2.0 §12.4: whoever has a token may give it back before it expires. All tokens of this server are signed by one key. */
function addTokens(http: HttpServer, { pageTokens }: Repository): void {
  const schema = { tags: [tag], summary: 'Gives the token of a next page back' }
  http.delete(`${base}/nextPageToken/:token`, { schema }, async (request: FastifyRequest, reply) => {
    if (!(await pageTokens.revoke(param(request, 'token')))) throw new Refusal(404, 'token-unknown', { catalogs })
    return reply.code(204).send()
  })
}
