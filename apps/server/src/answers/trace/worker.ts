import { parentPort, workerData } from 'node:worker_threads'
import { Database, DatabaseError } from '../../platform/database/index.ts'
import { messageOf } from '../../platform/errors/index.ts'
import { Compositions } from '../../views/rollups/index.ts'
import { digestOf } from './forms/index.ts'
import type { Order, Outcome, Told, TracerStart } from './model.ts'
import { answerQuestion } from './queries.ts'

const { connection, organisation, own }: TracerStart = workerData
const compositions = new Compositions()
const database = new Database({ connection, maxConnections: 2 })

parentPort?.on('message', ({ id, question, size, digest }: Order) => {
  void answerQuestion(database, organisation, question, { size, own, compositions })
    .then(
      (outcome): Outcome => (digest && outcome.what === 'answered' ? { what: 'digested', digested: digestOf(outcome.answer) } : outcome),
    )
    .catch((error: unknown): Outcome => {
      const retriable = error instanceof DatabaseError && error.retriable
      return { what: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : messageOf(error), retriable }
    })
    .then((outcome) => parentPort?.postMessage({ id, outcome } satisfies Told))
})
