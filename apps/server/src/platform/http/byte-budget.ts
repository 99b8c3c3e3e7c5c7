import type { FastifyRequest, onRequestHookHandler } from 'fastify'
import { busy } from './problem.ts'

/** How many bytes of bodies may be in the process at once. */
export class ByteBudget {
  readonly limitBytes: number
  #used = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  get usedBytes(): number {
    return this.#used
  }

  /** @returns how to give the bytes back (once, further calls do nothing), or `undefined` where they do not fit now. One body alone always fits. */
  take(bytes: number): (() => void) | undefined {
    if (this.#used > 0 && this.#used + bytes > this.limitBytes) return undefined
    this.#used += bytes
    let held = true
    return () => {
      if (held) this.#used -= bytes
      held = false
    }
  }
}

const lengthOf = (request: FastifyRequest): number => {
  const length = Number(request.headers['content-length'])
  // Without a length (chunked) the body may become as large as the route takes.
  return Number.isSafeInteger(length) && length >= 0 ? Math.min(length, request.routeOptions.bodyLimit) : request.routeOptions.bodyLimit
}

/** What a request has set going, and what holds its bytes as long as it runs, whether or not somebody still waits for the answer. */
const works = new WeakMap<FastifyRequest, Promise<unknown>>()

/** The bytes of the request's body stay counted until `work` has ended, also where its answer goes out sooner or the client goes away. */
export const keepBytesFor = (request: FastifyRequest, work: Promise<unknown>): void => {
  works.set(request, work)
}

/**
 * A hook for routes with large bodies: takes the body's bytes from the budget before the first of them is read, gives them back when the
 * answer is out or the connection is gone, and what `keepBytesFor` names has ended; 503 with Retry-After where they do not fit.
 */
export const withinBudget =
  (budget: ByteBudget, retryAfterSeconds = 1): onRequestHookHandler =>
  (request, reply, done) => {
    const giveBack = budget.take(lengthOf(request))
    if (giveBack === undefined) {
      done(busy('too-many-bytes', retryAfterSeconds))
      return
    }
    reply.raw.once('close', () => {
      const work = works.get(request)
      if (work === undefined) giveBack()
      else void work.then(giveBack, giveBack)
    })
    done()
  }
