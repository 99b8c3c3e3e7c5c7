import { parentPort } from 'node:worker_threads'
import { messageOf } from '../../platform/errors/index.ts'
import type { CheckedDocument } from './model.ts'
import type { CheckAnswer, CheckRequest } from './pool.ts'
import { checkBytes } from './rules.ts'

/** Each buffer of the answer is its own, so that it is handed over, not copied. */
const buffersOf = ({ facts, sha256, compressed }: CheckedDocument): ArrayBuffer[] => [
  ...new Set(
    [sha256, compressed, facts.bodies, facts.ends, facts.declared, facts.eventHashes]
      .filter((view) => view.byteLength > 0)
      .map((view) => view.buffer),
  ),
]

parentPort?.on('message', ({ bytes, settings }: CheckRequest) => {
  try {
    const checked = checkBytes(bytes, settings)
    parentPort?.postMessage({ checked } satisfies CheckAnswer, buffersOf(checked))
  } catch (error) {
    parentPort?.postMessage({ failure: messageOf(error) } satisfies CheckAnswer)
  }
})

parentPort?.postMessage({ ready: true } satisfies CheckAnswer)
