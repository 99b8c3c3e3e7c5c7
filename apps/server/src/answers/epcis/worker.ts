import { parentPort, workerData } from 'node:worker_threads'
import type { CompanyPrefixes } from '@proofline/identifiers'
import { messageOf } from '../../platform/errors/index.ts'
import type { Ordered, Written } from './formatter.ts'
import { formatPage } from './rules.ts'

const companyPrefixes: CompanyPrefixes | undefined = workerData

parentPort?.on('message', ({ id, order }: Ordered) => {
  let written: Written
  try {
    written = { id, text: formatPage(order, companyPrefixes) }
  } catch (error) {
    written = { id, reason: error instanceof Error ? (error.stack ?? error.message) : messageOf(error) }
  }
  parentPort?.postMessage(written)
})
