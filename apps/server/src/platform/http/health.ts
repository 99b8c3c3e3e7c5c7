import { Type } from 'typebox'
import { messageOf } from '../errors/index.ts'
import type { EventLoopMonitor } from './event-loop.ts'
import type { HttpServer } from './server.ts'

/** One thing that must work for the server to be of use. It throws, or takes too long, when it does not. */
export type HealthCheck = { readonly name: string; readonly check: () => Promise<void> }

export type HealthOptions = {
  readonly checks: readonly HealthCheck[]
  readonly eventLoop: EventLoopMonitor
  /** For callers with a token only. */
  readonly details: () => Promise<Readonly<Record<string, unknown>>>
  readonly timeoutMs?: number
}

/** An answer is given out again for this long: the address is public, and must not be a way to keep the database busy. */
const cacheMs = 250

const report = <S extends string>(status: S) =>
  Type.Object({
    status: Type.Literal(status),
    reasons: Type.Array(Type.Object({ name: Type.String(), reason: Type.String() })),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  })

type Verdict = { readonly reasons: { name: string; reason: string }[] }

/** `GET /health`: 200 when everything works, 503 with the reasons otherwise. */
export function registerHealth(app: HttpServer, options: HealthOptions): void {
  let running: Promise<Verdict> | undefined
  let startedAt = Number.NEGATIVE_INFINITY
  const verdict = () => {
    if (running === undefined || performance.now() - startedAt > cacheMs) {
      startedAt = performance.now()
      running = runChecks(options.checks, options.timeoutMs ?? 2_000)
    }
    return running
  }
  const schema = {
    summary: 'Whether the server can record and answer',
    description: 'Public. With a token it also tells how the server is doing.',
    security: [],
    response: {
      200: report('ok'),
      503: report('unavailable'),
    },
  }
  app.get('/health', { schema }, async (request, reply) => {
    const { reasons } = await verdict()
    const isOk = reasons.length === 0
    // What went wrong inside is told to those who may know; to others, only which part.
    const told = request.client === undefined ? reasons.map(({ name }) => ({ name, reason: 'unavailable' })) : reasons
    const details =
      request.client === undefined || !isOk ? undefined : { ...(await options.details()), eventLoop: options.eventLoop.read() }
    if (!isOk) reply.header('retry-after', '2')
    const body = { reasons: told, ...(details === undefined ? {} : { details }) }
    return isOk ? reply.code(200).send({ status: 'ok', ...body }) : reply.code(503).send({ status: 'unavailable', ...body })
  })
}

async function runChecks(checks: readonly HealthCheck[], timeoutMs: number): Promise<Verdict> {
  const found = await Promise.all(checks.map(async (check) => ({ name: check.name, reason: await reasonOf(check, timeoutMs) })))
  return { reasons: found.flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }])) }
}

async function reasonOf(check: HealthCheck, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs)
  })
  const checked = check.check().then(
    () => undefined,
    (error: unknown) => messageOf(error),
  )
  try {
    return await Promise.race([checked, late])
  } finally {
    clearTimeout(timer)
  }
}
