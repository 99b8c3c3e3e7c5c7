import { parentPort, workerData } from 'node:worker_threads'
import { Database } from '../../platform/database/index.ts'
import { messageOf } from '../../platform/errors/index.ts'
import type { BundleAnswer, BundleOrder } from './model.ts'
import { makeBundle } from './queries.ts'

const order: BundleOrder = workerData
const database = new Database({ connection: order.connection, maxConnections: 1 })

try {
  tell(await makeBundle(database, order))
} catch (error) {
  tell({ what: 'failed', reason: messageOf(error) })
} finally {
  await database.close()
}

/** The bytes are handed over, not copied. */
function tell(answer: BundleAnswer): void {
  parentPort?.postMessage(answer, answer.what === 'made' ? [answer.bytes.buffer] : [])
}
