import { formatEntryBundle, formatTlogProof, formatVerifierKey, parseTilePath, tileWidthAt } from '@proofline/ledger'
import { Type } from 'typebox'
import { busy, type HttpServer, notFound } from '../platform/http/index.ts'
import { factKinds, instantOf, isFactKind, parseEnvelope } from './facts/index.ts'
import type { Ledger, Receipt } from './ledger/index.ts'
import { texts } from './texts.ts'
import { selectNewestTimestamps } from './timestamps/index.ts'
import { selectEntries, selectTile } from './tree/index.ts'

const immutable = 'public, max-age=31536000, immutable'
/** A checkpoint is good for as long as it takes to be replaced. */
const momentary = 'public, max-age=1'

const Hex = Type.String({ pattern: '^[0-9a-f]*$' })
/** One spelling for each fact: no sign, no exponent, no leading zero; below 10^15, so that it is exact as a number. */
const Index = Type.Object({ index: Type.String({ pattern: '^(0|[1-9][0-9]{0,14})$', description: 'Index of the fact, from 0' }) })
const Checkpoint = Type.Object({ size: Type.Integer(), note: Type.String({ description: 'C2SP signed note' }) })
const ReceiptBody = Type.Object({
  origin: Type.String(),
  index: Type.Integer(),
  recordedAt: Type.String({ format: 'date-time' }),
  commitment: Hex,
  leafHash: Hex,
  checkpoint: Type.Union([Checkpoint, Type.Null()], { description: 'null: the fact stands, its checkpoint is still to be signed' }),
})
const FactBody = Type.Object({
  receipt: ReceiptBody,
  envelope: Type.String({ description: 'The exact text, canonical JSON in UTF-8, that the commitment covers' }),
  salt: Hex,
  mediaType: Type.String(),
  bodySalt: Type.Union([Hex, Type.Null()]),
  body: Type.Union([Type.String({ description: 'The exact bytes, base64' }), Type.Null()], { description: 'null: erased' }),
})

const Timestamps = Type.Array(
  Type.Object({
    authority: Type.String(),
    size: Type.Integer(),
    stampedAt: Type.String({ format: 'date-time' }),
    note: Type.String({ description: 'C2SP signed note: exactly these bytes are stamped' }),
    token: Type.String({ description: 'TimeStampToken, DER, base64' }),
  }),
)

/** The log's public tiles and checkpoints (C2SP tlog-tiles) below /log/, and what a client with a token may know of a fact. */
export function registerRecordRoutes(app: HttpServer, ledger: Ledger): void {
  registerLog(app, ledger)
  registerFacts(app, ledger)
}

function registerLog(app: HttpServer, ledger: Ledger): void {
  const text = (summary: string) => ({ schema: { summary, tags: ['log'], security: [] } })
  app.get('/log/checkpoint', text('The newest signed checkpoint (C2SP tlog-checkpoint)'), async (_request, reply) => {
    const checkpoint = await ledger.readCheckpoint()
    if (checkpoint === undefined) throw notFound('checkpoint-none', [texts])
    return reply.type('text/plain; charset=utf-8').header('cache-control', momentary).send(checkpoint.note)
  })
  app.get('/log/cosigned-checkpoint', text('The newest checkpoint that witnesses have cosigned'), async (_request, reply) => {
    const note = await ledger.readCosigned()
    if (note === undefined) throw notFound('cosigned-none', [texts])
    return reply.type('text/plain; charset=utf-8').header('cache-control', momentary).send(note)
  })
  app.get(
    '/log/timestamps',
    {
      schema: {
        ...text('The newest time stamp (RFC 3161) of each authority, and the checkpoint that it stamps').schema,
        response: { 200: Timestamps },
      },
    },
    async (_request, reply) => {
      const stamps = await ledger.read((transaction) => selectNewestTimestamps(transaction, ledger.origin))
      const body = stamps.map(({ authority, size, stampedMs, note, token }) => ({
        authority,
        size,
        stampedAt: instantOf(stampedMs),
        note: note ?? '',
        token: token.toString('base64'),
      }))
      return reply.header('cache-control', momentary).send(body)
    },
  )
  app.get('/log/verifier-key', text("The log's public key (C2SP signed-note verifier key)"), async (_request, reply) => {
    return reply
      .type('text/plain; charset=utf-8')
      .header('cache-control', momentary)
      .send(`${formatVerifierKey(ledger.verifierKey)}\n`)
  })
  app.get('/log/tile/*', text('Hash tiles and entry bundles (C2SP tlog-tiles)'), async (request, reply) => {
    const path = `tile/${(request.params as { '*': string })['*']}`
    const size = (await ledger.readCheckpoint())?.size ?? 0
    const bytes = await readTile(ledger, path, size)
    if (bytes === undefined) throw notFound('tile-unknown', [texts], { size })
    return reply.type('application/octet-stream').header('cache-control', immutable).send(bytes)
  })
}

/** Undefined for what is no tile, and for what lies beyond the served checkpoint. */
async function readTile(ledger: Ledger, path: string, size: number): Promise<Buffer | undefined> {
  const parsed = parseTilePath(path)
  if (!parsed.ok) return undefined
  const tile = parsed.value
  const level = tile.kind === 'entries' ? 0 : tile.level
  if (level > 6 || tile.width > tileWidthAt(level, tile.index, size)) return undefined
  return ledger.read(async (transaction) => {
    if (tile.kind === 'hashes') return selectTile(transaction, tile)
    const entries = await selectEntries(transaction, tile.index, tile.width)
    return entries === undefined ? undefined : Buffer.from(formatEntryBundle(entries))
  })
}

const receiptBody = ({ origin, index, recordedAt, commitment, leafHash, checkpoint }: Receipt) => ({
  origin,
  index,
  recordedAt,
  commitment: commitment.toString('hex'),
  leafHash: leafHash.toString('hex'),
  checkpoint: checkpoint === null ? null : { size: checkpoint.size, note: checkpoint.note },
})

function registerFacts(app: HttpServer, ledger: Ledger): void {
  const unknown = (index: number) => notFound('fact-unknown', [texts], { index, size: ledger.state().size })
  const schema = (summary: string) => ({ summary, tags: ['facts'], params: Index })
  app.get(
    '/facts/:index',
    { schema: { ...schema('A fact: envelope, body, salts, receipt'), response: { 200: FactBody } } },
    async (request) => {
      const index = Number(request.params.index)
      const fact = await ledger.readFact(index)
      const receipt = await ledger.readReceipt(index)
      if (fact === undefined || receipt === undefined) throw unknown(index)
      const envelope = parseEnvelope(fact.envelopeBytes)
      const kind = envelope.ok ? envelope.value.kind : ''
      return {
        receipt: receiptBody(receipt),
        envelope: fact.envelopeBytes.toString('utf8'),
        salt: fact.salt.toString('hex'),
        mediaType: isFactKind(kind) ? factKinds[kind].mediaType : 'application/octet-stream',
        bodySalt: fact.bodySalt?.toString('hex') ?? null,
        body: fact.body?.toString('base64') ?? null,
      }
    },
  )
  app.get('/facts/:index/receipt', { schema: { ...schema('The receipt of a fact'), response: { 200: ReceiptBody } } }, async (request) => {
    const index = Number(request.params.index)
    const receipt = await ledger.readReceipt(index)
    if (receipt === undefined) throw unknown(index)
    return receiptBody(receipt)
  })
  app.get('/facts/:index/proof', { schema: schema('That the log contains the fact (C2SP tlog-proof)') }, async (request, reply) => {
    const index = Number(request.params.index)
    const proof = await ledger.prove(index)
    if (proof === undefined && (await ledger.readFact(index)) === undefined) throw unknown(index)
    if (proof === undefined) throw busy('fact-not-signed', 1, texts)
    return reply.type('text/plain; charset=utf-8').send(formatTlogProof({ index, proof: proof.hashes, checkpoint: proof.checkpoint.note }))
  })
}
