/**
 * The moments at which a failure differs in what it leaves behind. A test hands in what happens there; the server hands in nothing.
 *
 * `before-insert`    the lock is held, nothing is written: a crash leaves nothing.
 * `after-insert`     all is written or waits to go with the commit, nothing is committed: a crash leaves nothing.
 * `before-commit`    the same, the commit is the next thing that is sent.
 * `after-commit`     the batch stands, nobody has been told.
 * `sign`             the batch stands without a signature.
 * `outside-written`  the checkpoint stands outside the database, not inside it.
 */
export type FaultPoint = 'before-insert' | 'after-insert' | 'before-commit' | 'after-commit' | 'sign' | 'outside-written'

export type Faults = (point: FaultPoint) => Promise<void> | void

export const noFaults: Faults = () => undefined
