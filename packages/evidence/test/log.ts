import { createHash, createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto'
import { type BundleInput, createBundle, type Fact, type FactBody } from '@proofline/evidence'
import {
  addSignatures,
  appendLeaf,
  type Cosigner,
  cosignCheckpoint,
  createTreeHasher,
  createVerifierKey,
  edgeRoot,
  emptyEdge,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  parseNote,
  planInclusionProof,
  readProof,
  type SignatureType,
  signatureTypes,
  signNote,
} from '@proofline/ledger'

// A log as the record keeps one, in memory: envelopes, salts and orders of erasure are written here by other code than the package's own, and
// signed by OpenSSL.

export const sha256 = (...parts: readonly Uint8Array[]): Buffer => {
  const hashing = createHash('sha256')
  for (const part of parts) hashing.update(part)
  return hashing.digest()
}

export const nativeSha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

const publicKeys = new Map<string, KeyObject>()

/** OpenSSL's, for the many rounds of a test. */
export const nativeChecks = {
  ed25519: (raw: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean => {
    const x = Buffer.from(raw).toString('base64url')
    const key = publicKeys.get(x) ?? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    publicKeys.set(x, key)
    return verify(null, message, key, signature)
  },
}

export const native = { sha256: nativeSha256, signatures: nativeChecks }

export type Key = {
  readonly vkey: string
  readonly publicKey: Buffer
  readonly sign: (message: Uint8Array) => Buffer
  readonly cosigner: Cosigner
}

/** `seed` 0 to 255, repeated 32 times. */
export function makeKey(name: string, type: SignatureType, seed: number): Key {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, seed)])
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
  const key = createVerifierKey(name, type, publicKey)
  const signWith = (message: Uint8Array) => sign(null, message, privateKey)
  const cosigner: Cosigner = { name, keyId: key.keyId, type: signatureTypes.ed25519Cosignature, sign: signWith }
  return { vkey: formatVerifierKey(key), publicKey, sign: signWith, cosigner }
}

export const origin = 'trace.example/log/5f2a'
export const logKey = makeKey(origin, signatureTypes.ed25519, 1)
export const witnessKey = makeKey('witness.example/w1', signatureTypes.ed25519Cosignature, 2)
export const otherWitnessKey = makeKey('witness.example/w0', signatureTypes.ed25519Cosignature, 3)

export type Entry = { readonly salt: Buffer; readonly envelope: Buffer; readonly bodySalt: Buffer; readonly body: Buffer }

export const day = (n: number): string => new Date(Date.UTC(2026, 4, 1 + n, 8, 30, 0, 120)).toISOString()

export type EntryOptions = {
  readonly n: number
  readonly kind?: string
  readonly recordedAt?: string
  readonly system?: string
  readonly subject?: string
  readonly body?: Buffer
  readonly envelopeText?: (text: string) => string
}

export function makeEntry(options: EntryOptions): Entry {
  const { n, kind = 'event/1', recordedAt = day(n), system = n % 2 === 0 ? 'MES 车间一' : 'WMS', envelopeText = (text) => text } = options
  const body = options.body ?? Buffer.from(JSON.stringify(makeEvent(n)))
  const bodySalt = sha256(Buffer.from(`body salt ${n}`)).subarray(0, 16)
  const salt = sha256(Buffer.from(`salt ${n}`)).subarray(0, 16)
  const subject = options.subject ?? `urn:uuid:00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
  const text = JSON.stringify({
    actor: 'client-1',
    bodyHash: sha256(Uint8Array.of(2), bodySalt, body).toString('hex'),
    guards: ['0123456789abcdef0123456789abcdef'],
    kind,
    recordedAt,
    source: { method: 'api', receivedAt: recordedAt, reference: `document-${n}`, system },
    subject,
    v: 1,
  })
  return { salt, envelope: Buffer.from(envelopeText(text)), bodySalt, body }
}

export const makeEvent = (n: number) => ({
  '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
  type: 'ObjectEvent',
  eventTime: `2026-04-${String((n % 28) + 1).padStart(2, '0')}T10:00:00+08:00`,
  eventTimeZoneOffset: '+08:00',
  action: 'OBSERVE',
  bizStep: 'https://ref.gs1.org/cbv/BizStep-shipping',
  epcList: [`https://id.gs1.org/01/09506000134352/21/S${n}`],
  note: '灭菌批次 “A”\\\n<b>',
})

const hasher = createTreeHasher(nativeSha256)

export const commitmentOf = ({ salt, envelope }: Pick<Entry, 'salt' | 'envelope'>): Buffer => sha256(Uint8Array.of(1), salt, envelope)

export type Log = {
  readonly root: Uint8Array
  readonly text: string
  readonly note: string
  readonly prove: (index: number) => Uint8Array[]
}

/** The signed log of these entries. */
export async function signLog(
  entries: readonly Entry[],
  options: { readonly key?: Key; readonly name?: string; readonly witnesses?: readonly (readonly [Key, number])[] } = {},
): Promise<Log> {
  const { key = logKey, name = origin, witnesses = [] } = options
  const edge = emptyEdge()
  const nodes = new Map<string, Uint8Array>()
  for (const entry of entries) {
    appendLeaf(edge, hasher.leaf(commitmentOf(entry)), hasher, (level, index, node) => nodes.set(`${level}/${index}`, node))
  }
  const root = edgeRoot(edge, hasher)
  const text = formatCheckpoint({ origin: name, size: entries.length, root })
  const signed = await signNote(text, [{ name, keyId: key.cosigner.keyId, sign: key.sign }])
  const note = parseNote(signed)
  if (!note.ok) throw new Error('the note does not parse')
  const cosignatures = await Promise.all(witnesses.map(([witness, time]) => cosignCheckpoint(text, witness.cosigner, time)))
  const prove = (index: number): Uint8Array[] =>
    readProof(planInclusionProof(index, entries.length), (level, at) => nodes.get(`${level}/${at}`), hasher)
  return { root, text, note: formatNote(addSignatures(note.value, cosignatures)), prove }
}

export function factOf(entry: Entry, index: number, body: FactBody = { state: 'present', salt: entry.bodySalt, bytes: entry.body }): Fact {
  return { index, salt: entry.salt, envelope: entry.envelope, body }
}

export const erasureKeys = [
  makeKey('a', signatureTypes.ed25519, 11),
  makeKey('b', signatureTypes.ed25519, 12),
  makeKey('c', signatureTypes.ed25519, 13),
] as const

/** The body of a fact that erases `entry` at `index`, signed by these keys. */
export function erasureOrder(entry: Entry, index: number, keys: readonly Key[] = erasureKeys.slice(0, 2)): Buffer {
  const commitment = commitmentOf(entry).toString('hex')
  const reason = '个人信息删除请求 12'
  const statement = Buffer.from(`proofline erasure v1\n${index}\n${commitment}\n${JSON.stringify(reason)}\n`)
  const signatures = keys.map(({ publicKey, sign: signWith }) => ({
    key: publicKey.toString('hex'),
    signature: signWith(statement).toString('hex'),
  }))
  return Buffer.from(JSON.stringify({ index, commitment, reason, signatures }))
}

export const witnessedAt = Date.UTC(2026, 5, 1) / 1000

export type Small = { readonly entries: readonly Entry[]; readonly log: Log; readonly input: BundleInput }

export const purpose = { reason: '召回演练：批次 L1 去了哪里？', objects: ['https://id.gs1.org/01/09506000134352/10/L1'] }

/** Twelve facts; 3, 4, 7 and 10 go into the bundle: 4 is withheld, 7 is erased by 10. */
export async function smallLog(): Promise<Small> {
  const entries = Array.from({ length: 12 }, (_, n) => makeEntry({ n }))
  const erased = entries[7] as Entry
  entries[10] = makeEntry({ n: 10, kind: 'erased/1', subject: 'urn:proofline:fact:7', body: erasureOrder(erased, 7) })
  const log = await signLog(entries, { witnesses: [[witnessKey, witnessedAt]] })
  const bodies: Readonly<Record<number, FactBody>> = { 4: { state: 'withheld' }, 7: { state: 'erased', by: 10 } }
  const input = inputOf(entries, log, [3, 4, 7, 10], bodies)
  return { entries, log, input: { ...input, witnessKeys: [witnessKey.vkey] } }
}

export function inputOf(
  entries: readonly Entry[],
  log: Log,
  indexes: readonly number[],
  bodies: Readonly<Record<number, FactBody>> = {},
): BundleInput {
  return {
    madeAt: '2026-06-02T01:02:03.004Z',
    madeBy: 'Proofline 0.1.0',
    purpose,
    checkpoint: log.note,
    logKey: logKey.vkey,
    facts: indexes.map((index) => ({ ...factOf(entries[index] as Entry, index, bodies[index]), proof: log.prove(index) })),
  }
}

/** Throws where the bundle is refused. */
export function bundleOf(input: BundleInput): Uint8Array {
  const made = createBundle(input, { sha256: nativeSha256 })
  if (!made.ok) throw new Error(`refused: ${JSON.stringify(made.problems)}`)
  return made.value
}
