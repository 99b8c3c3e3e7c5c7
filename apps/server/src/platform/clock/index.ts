/** The only source of the present: passed in wherever a moment is needed, so that a test can choose it. Milliseconds since 1970, UTC. */
export type Clock = { now(): number }

export const systemClock: Clock = { now: () => Date.now() }
