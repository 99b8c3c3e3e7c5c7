import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verifyInclusion } from '@proofline/ledger'
import { hashLeaf } from '../../../src/record/facts/index.ts'
import { createProver, selectFactsAt } from '../../../src/record/index.ts'
import { proveInclusion, selectHeadAt } from '../../../src/record/tree/index.ts'
import { appendInBatches, startTestLog } from '../support.ts'

test('a prover of many leaves proves what the single proof proves, at every size and in any order', async () => {
  const log = await startTestLog()
  const ledger = await log.open()
  await appendInBatches(ledger, 0, 700, 70)
  await ledger.read(async (transaction) => {
    for (const size of [70, 280, 560, 700]) {
      const head = await selectHeadAt(transaction, size)
      const prove = createProver(transaction, size)
      for (const index of [0, 1, 69, 137, 255, 256, 257, 511, 512, 559, 699, 3].filter((asked) => asked < size)) {
        const proof = await prove(index)
        assert.deepEqual(proof, await proveInclusion(transaction, index, size))
        const [fact] = await selectFactsAt(transaction, [index])
        assert.ok(fact !== undefined && head !== undefined)
        assert.deepEqual(verifyInclusion({ index, size, leafHash: hashLeaf(fact.commitment), proof, root: head.root }), { ok: true })
      }
    }
    const facts = await selectFactsAt(transaction, [5, 699, 700, 2])
    assert.deepEqual(
      facts.map(({ index }) => index),
      [2, 5, 699],
    )
  })
  await ledger.close()
})
