import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyRequest } from 'fastify'

/** For routes whose work has a limit of its own, above what others may take: below the time after which a silent connection is cut. */
export const longestAnswerMs = 115_000

/**
 * What `work` comes to; where that takes longer than `timeoutMs`, throws what `late` makes. The work itself goes on to its end, and what it
 * fails with then, when nobody waits any more, is in the log.
 */
export async function answerWithin<T>(request: FastifyRequest, work: Promise<T>, timeoutMs: number, late: () => Error): Promise<T> {
  let isLate = false
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isLate = true
      reject(late())
    }, timeoutMs)
  })
  work.catch((error: unknown) => {
    if (isLate) request.log.warn({ err: error }, 'failed after its request was answered')
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}

/** For a page that shows what it can: whatever fails, or does not come in time, is shown as such. */
export const settleSoon = <T>(work: Promise<T>, timeoutMs = 2_000): Promise<{ ok: boolean; value: T | undefined }> =>
  Promise.race([
    work.then(
      (value) => ({ ok: true, value }),
      () => ({ ok: false, value: undefined }),
    ),
    pause(timeoutMs, { ok: false, value: undefined }, { ref: false }),
  ])
