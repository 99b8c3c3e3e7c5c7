import type { preHandlerHookHandler } from 'fastify'

/**
 * A hook for routes whose handlers compute: of requests that came together, in the order of their coming, so many begin in one turn of the event
 * loop as fit into `turnMs`, one at least. In between it is heard what the database answers to those that came before: what they wait for goes on.
 */
export function inTurns(turnMs = 4): preHandlerHookHandler {
  let waiting: (() => void)[] = []
  const begin = (): void => {
    const startMs = performance.now()
    let begun = 0
    for (const go of waiting) {
      go()
      begun += 1
      if (performance.now() - startMs >= turnMs) break
    }
    waiting = waiting.slice(begun)
    if (waiting.length > 0) setImmediate(begin)
  }
  return (_request, _reply, done) => {
    waiting.push(done)
    if (waiting.length === 1) setImmediate(begin)
  }
}
