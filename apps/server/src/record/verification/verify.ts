import type { Database, Organisation, Transaction } from '../../platform/database/index.ts'
import { CopyRows, sql } from '../../platform/database/index.ts'
import { checkCheckpoints, type TrustOptions } from './checkpoints-check.ts'
import { type CheckedRow, checkRow, copyFactsOut, newCheckedRow } from './fact-rows.ts'
import { copyGuardsOut, GuardWalk } from './guard-walk.ts'
import { type Checked, Findings, type LogReport, type Notice } from './model.ts'
import { BatchPages, TilePages } from './pages.ts'
import { SpecialFacts } from './special-facts.ts'
import { TreeWalk } from './tree-walk.ts'

export type VerifyOptions = TrustOptions & {
  /** Ed25519 keys that may decide on erasures, hexadecimal. Without them their signatures are not judged, and the report says so. */
  readonly erasureKeys?: readonly string[]
  readonly onProgress?: (facts: number, of: number) => void
}

/** Rows that are missing one after the other and still gone through one by one. */
const longestGap = 5_000_000

/**
 * Re-hashes a whole log from the stored bytes: body → envelope → commitment → leaf → tiles → batch roots → signatures → the checkpoint outside; and
 * rebuilds the guards. One moment of the database is looked at (three connections share a snapshot), memory stays bounded, nothing is changed. It
 * believes nothing but the keys that it is given.
 */
export async function verifyLog(database: Database, organisation: Organisation, options: VerifyOptions = {}): Promise<LogReport> {
  const start = performance.now()
  return withSnapshot(database, organisation, async (facts, guards, rest) => {
    const checked: Checked = {
      facts: 0,
      bodyBytes: 0,
      batches: 0,
      tiles: 0,
      checkpoints: 0,
      cosignatures: 0,
      timestamps: 0,
      guards: 0,
      erasures: 0,
    }
    const findings = new Findings()
    const notices: Notice[] = []
    const tree = new TreeWalk(findings, checked, new BatchPages(rest), new TilePages(rest))
    const guardWalk = new GuardWalk(guards.copyOut(copyGuardsOut), findings, checked)
    const special = new SpecialFacts(findings, checked, options.erasureKeys)
    const size = await sizeOf(rest)
    const rows = new CopyRows(facts.copyOut(copyFactsOut), true)
    try {
      await walkFacts(rows, rest, { tree, guardWalk, special, findings, checked, size, onProgress: options.onProgress })
      await guardWalk.finish()
    } finally {
      await rows.drain()
      await guardWalk.close()
    }
    special.finish(notices)
    await checkTileCount(rest, Math.max(tree.next, size), findings)
    const origin = await checkCheckpoints(rest, options, tree.size, special, { findings, checked, notices })
    return {
      holds: findings.list.length === 0,
      origin,
      size: tree.size,
      root: tree.lastRoot?.toString('hex'),
      findings: findings.list,
      unlisted: findings.unlisted,
      notices,
      checked,
      tookMs: performance.now() - start,
    }
  })
}

/** Three transactions that see the same. The planner is told to read in order rather than to sort; long silences are allowed. */
async function withSnapshot<T>(
  database: Database,
  organisation: Organisation,
  work: (facts: Transaction, guards: Transaction, rest: Transaction) => Promise<T>,
): Promise<T> {
  const options = { readOnly: true, isolation: 'repeatable read' } as const
  return database.transaction(
    organisation,
    async (rest) => {
      const [row] = await rest.query<{ id: string }>(sql`select pg_export_snapshot() as id`)
      const join = `set transaction snapshot '${row?.id ?? ''}'; set local idle_in_transaction_session_timeout = 0; set local cursor_tuple_fraction = 1`
      await rest.script('set local idle_in_transaction_session_timeout = 0')
      return database.transaction(
        organisation,
        async (facts) => {
          await facts.script(`${join}; set local enable_sort = off`)
          return database.transaction(
            organisation,
            async (guards) => {
              await guards.script(`${join}; set local work_mem = '64MB'`)
              return work(facts, guards, rest)
            },
            options,
          )
        },
        options,
      )
    },
    options,
  )
}

async function sizeOf(transaction: Transaction): Promise<number> {
  const [row] = await transaction.query<{ size: number }>(sql`select coalesce(max(size), 0) as size from record_batch`)
  return row?.size ?? 0
}

type Walk = {
  readonly tree: TreeWalk
  readonly guardWalk: GuardWalk
  readonly special: SpecialFacts
  readonly findings: Findings
  readonly checked: Checked
  readonly size: number
  readonly onProgress: VerifyOptions['onProgress']
}

async function walkFacts(rows: CopyRows, rest: Transaction, walk: Walk): Promise<void> {
  const { tree, guardWalk, findings, checked, size } = walk
  const row = newCheckedRow()
  let told = 0
  for (let chunk = await rows.next(); chunk !== undefined; chunk = await rows.next()) {
    const { bytes, end } = chunk
    for (let at = 0; at < end; ) {
      at = checkRow(bytes, at, row, findings)
      const { index } = row
      if (index !== tree.next) {
        if (index < tree.next) {
          findings.add('fact-duplicate', Math.max(0, index))
          continue
        }
        await passGap(walk, index)
      }
      if (!tree.isReady(index)) await tree.load(index)
      if (!guardWalk.isReady(index)) await guardWalk.load(index)
      takeFact(walk, row, bytes)
    }
    if (tree.derived.length > 0) await checkDerived(rest, tree, findings, checked)
    if (checked.facts - told < 50_000) continue
    told = checked.facts
    walk.onProgress?.(checked.facts, size)
  }
  if (tree.next < size) findings.add('fact-missing', tree.next, size)
  await checkDerived(rest, tree, findings, checked)
  await tree.finish()
}

/** Rows [tree.next, index) are not there. */
async function passGap({ tree, findings }: Walk, index: number): Promise<void> {
  findings.add('fact-missing', tree.next, index)
  if (index - tree.next > longestGap) {
    tree.abandon(index)
    return
  }
  while (tree.next < index) {
    if (!tree.isReady(tree.next)) await tree.load(tree.next)
    tree.missingLeaf()
  }
}

function takeFact({ tree, guardWalk, special, findings, checked }: Walk, row: CheckedRow, bytes: Buffer): void {
  const { index, text, kindAt } = row
  const { batch } = tree
  if (batch !== undefined && row.recordedAt !== batch.recordedAt) findings.add('recorded-at-mismatch', index)
  if (tree.isBeyondHead) findings.add('fact-beyond-head', index)
  guardWalk.fact(index, text, row.guardsFrom, row.guardsTo)
  if (row.isErased) special.erased(index)
  if (text.startsWith('erased/1"', kindAt)) special.order(index, text, bodyOf(row, bytes))
  else if (text.startsWith('log-restored/1"', kindAt)) special.restoration(index, bodyOf(row, bytes))
  checked.facts += 1
  checked.bodyBytes += row.bodyTo - row.bodyFrom
  tree.leaf(row.leafHash)
}

const bodyOf = (row: CheckedRow, bytes: Buffer): Buffer | undefined => (row.isErased ? undefined : bytes.subarray(row.bodyFrom, row.bodyTo))

/** The tiles above the lowest level. */
async function checkDerived(transaction: Transaction, tree: TreeWalk, findings: Findings, checked: Checked): Promise<void> {
  for (const { level, n, hashes, root } of tree.derived.splice(0)) {
    const span = 256 ** (level + 1)
    const [stored] = await transaction.query<{ hashes: Buffer; root: Buffer }>(
      sql`select hashes, root from record_tile where level = ${level} and n = ${n}`,
    )
    if (stored === undefined) findings.add('tile-missing', n * span, (n + 1) * span, { level, n })
    else if (!stored.hashes.equals(hashes) || !stored.root.equals(root))
      findings.add('tile-mismatch', n * span, (n + 1) * span, { level, n })
    checked.tiles += 1
  }
}

/** Tiles that belong to no fact. */
async function checkTileCount(transaction: Transaction, size: number, findings: Findings): Promise<void> {
  const rows = await transaction.query<{ level: number; n: number }>(sql`select level, n from record_tile
    where n >= floor(${size}::numeric / power(256::numeric, level + 1)) order by level, n limit 1000`)
  for (const { level, n } of rows) findings.add('tile-unexpected', n * 256 ** (level + 1), (n + 1) * 256 ** (level + 1), { level, n })
}
