import type { HttpServer } from '../../platform/http/index.ts'
import { Refusal } from '../../platform/http/index.ts'
import { collectParameters, parseQuery, queryLimits } from '../events/index.ts'
import { sendPage } from './answer.ts'
import { addOptions, tag } from './discovery.ts'
import { base, documentTypes } from './model.ts'
import { answerEvents, param, type Repository, readPage } from './repository.ts'
import { catalogs, contextOf, readWanted, refuseParameters } from './request.ts'

const path = `${base}/events`
const one = `${path}/:eventID`

/** GET and OPTIONS of /events and /events/{eventID}; POST /events is intake's. */
export function addEvents(http: HttpServer, repository: Repository): void {
  http.get(path, { schema: { tags: [tag], summary: 'Events, by the EPCIS query language' } }, async (request, reply) =>
    answerEvents(repository, request, reply, async ({ prefixes }, { question }) => {
      const parsed = parseQuery(collectParameters(question), { form: 'url', context: contextOf(prefixes) })
      if (!parsed.ok) throw refuseParameters(parsed.problems)
      return { query: parsed.value }
    }),
  )
  const find = async (eventID: string) => {
    const parsed = parseQuery({ EQ_eventID: [eventID], orderBy: 'recordTime', orderDirection: 'ASC' }, { form: 'json' })
    const page = parsed.ok ? await readPage(repository, parsed.value, { perPage: queryLimits.maxPerPage }) : undefined
    if (page === undefined || page.events.length === 0)
      throw new Refusal(404, 'event-unknown', { catalogs, params: { value: eventID.slice(0, 200) } })
    return page
  }
  http.get(
    one,
    { schema: { tags: [tag], summary: 'The event with an ID, and the error declarations that share it, in the order of their recording' } },
    async (request, reply) => {
      const wanted = readWanted(request, documentTypes)
      const page = await find(param(request, 'eventID'))
      const { formatter, clock } = repository
      await sendPage(reply, page, wanted, { formatter, now: new Date(clock.now()) })
      return reply
    },
  )
  addOptions(http, path, 'OPTIONS, GET, HEAD, POST', 'Versions and formats of events')
  addOptions(http, one, 'OPTIONS, GET, HEAD', 'Versions and formats of one event', async (request) => {
    readWanted(request, documentTypes)
    await find(param(request, 'eventID'))
  })
}
