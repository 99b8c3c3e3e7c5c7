import { announcedHeaders } from '@proofline/epcis/rest'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpServer } from '../../platform/http/index.ts'

export const tag = 'EPCIS'

/** OPTIONS of an address (EPCIS 2.0 §12.5): what may be done there, and what may be expected. `assertThere` throws where there is nothing. */
export function addOptions(
  http: HttpServer,
  path: string,
  allow: string,
  summary: string,
  assertThere?: (request: FastifyRequest) => Promise<unknown>,
): void {
  http.options(path, { schema: { tags: [tag], summary } }, async (request: FastifyRequest, reply: FastifyReply) => {
    await assertThere?.(request)
    return reply.code(204).headers(announcedHeaders).header('allow', allow).send()
  })
}
