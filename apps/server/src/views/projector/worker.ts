import { parentPort, workerData } from 'node:worker_threads'
import { Database } from '../../platform/database/index.ts'
import { messageOf } from '../../platform/errors/index.ts'
import type { FromWorker, ToWorker, WorkerStart } from './model.ts'
import { Projector } from './projector.ts'

const { connection, organisation, limits, leaseMs, pollMs }: WorkerStart = workerData
const tell = (message: FromWorker): void => parentPort?.postMessage(message)

const database = new Database({ connection, maxConnections: 2, onConnectionLost: (reason) => tell({ what: 'trouble', reason }) })
const projector = new Projector({
  database,
  organisation,
  limits,
  leaseMs,
  pollMs,
  onCursor: (cursor, rollups) => tell({ what: 'cursor', cursor, rollups, isProjecting: projector.isProjecting }),
  onTrouble: (error) => tell({ what: 'trouble', reason: error === undefined ? undefined : messageOf(error) }),
})

parentPort?.on('message', (message: ToWorker) => {
  if (message.what === 'appended') projector.notify()
  else if (message.what === 'awaited') void projector.waitFor(message.size, message.timeoutMs)
  else if (message.what === 'rollups-awaited') projector.hurry()
  else void close()
})

async function close(): Promise<void> {
  await projector.close()
  await database.close()
  parentPort?.close()
}
