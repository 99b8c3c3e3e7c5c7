// Runs in the browser: nothing of Node here. Each function takes one file of vectors and says, case by case, what was found beside what the
// file calls for; who called it compares.
import {
  appendLeaf,
  createNoteVerifier,
  createTreeHasher,
  createVerifierKey,
  decideAddCheckpoint,
  edgeRoot,
  emptyEdge,
  formatBundlePath,
  formatNote,
  formatTilePath,
  formatTlogProof,
  formatVerifierKey,
  type KnownLog,
  type NoteVerifier,
  parseCheckpoint,
  parseNote,
  parseTilePath,
  parseTlogProof,
  parseVerifierKey,
  verifyCheckpoint,
  verifyNote,
  verifyTlogProof,
  type WitnessedLog,
} from '@proofline/ledger'

export type Case = { readonly what: string; readonly found: unknown; readonly wanted: unknown }

type Outcome = { ok: true } | { ok: false; problems: readonly { code: string }[] }

const codesOf = (outcome: Outcome): string[] => (outcome.ok ? [] : [...new Set(outcome.problems.map(({ code }) => code))])
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const unhex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const unbase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function verifierOf(vkey: string): NoteVerifier {
  const key = parseVerifierKey(vkey)
  if (!key.ok) throw new Error(`${vkey}: ${key.problems[0]?.code}`)
  return createNoteVerifier(key.value)
}

const opened = (note: string, vkeys: readonly string[]): ReturnType<typeof verifyNote> => {
  const parsed = parseNote(note)
  return parsed.ok ? verifyNote(parsed.value, vkeys.map(verifierOf)) : parsed
}

type Keys = { keys: { log: string; w1: string; w2: string } }
type Known = { logs: KnownLog[]; witnesses: NoteVerifier[] }

const knownTo = ({ keys, origin }: Keys & { origin: string }): Known => ({
  logs: [{ origin, verifiers: [verifierOf(keys.log)] }],
  witnesses: [verifierOf(keys.w1), verifierOf(keys.w2)],
})

type OwnNotes = Keys & { valid: { what: string; note: string; text: string }[]; invalid: { what: string; note: string; codes: string[] }[] }

export function ownNotes({ keys, valid, invalid }: OwnNotes): Case[] {
  return [
    ...valid.map(({ what, note, text }) => {
      const parsed = parseNote(note)
      const verified = opened(note, [keys.log])
      return { what, found: [parsed.ok && formatNote(parsed.value), verified.ok && verified.value.text], wanted: [note, text] }
    }),
    ...invalid.map(({ what, note, codes }) => ({ what, found: codesOf(opened(note, [keys.log])), wanted: codes })),
  ]
}

type Checkpoint = { what: string; checkpoint: string; quorum: number }
type OwnCheckpoints = Keys & {
  origin: string
  valid: (Checkpoint & { size: number; cosigned: [string, number][] })[]
  invalid: (Checkpoint & { codes: string[] })[]
}

export function ownCheckpoints(vectors: OwnCheckpoints): Case[] {
  const { logs, witnesses } = knownTo(vectors)
  const verify = ({ checkpoint, quorum }: Checkpoint) => verifyCheckpoint(checkpoint, logs, { witnesses, quorum })
  return [
    ...vectors.valid.map((vector) => {
      const verified = verify(vector)
      const found = verified.ok && [verified.value.checkpoint.size, verified.value.cosignatures.map(({ name, time }) => [name, time])]
      return { what: vector.what, found, wanted: [vector.size, vector.cosigned] }
    }),
    ...vectors.invalid.map((vector) => ({ what: vector.what, found: codesOf(verify(vector)), wanted: [...new Set(vector.codes)] })),
  ]
}

type Proof = { what: string; proof: string; entry: string; quorum: number }
type OwnProofs = Keys & { origin: string; valid: (Proof & { index: number })[]; invalid: (Proof & { codes: string[] })[] }

export function ownProofs(vectors: OwnProofs): Case[] {
  const { logs, witnesses } = knownTo(vectors)
  const verify = ({ proof, entry, quorum }: Proof) => verifyTlogProof(proof, { entry: utf8(entry) }, logs, { witnesses, quorum })
  return [
    ...vectors.valid.map((vector) => {
      const verified = verify(vector)
      return { what: vector.what, found: verified.ok && verified.value.index, wanted: vector.index }
    }),
    ...vectors.invalid.map((vector) => ({ what: vector.what, found: codesOf(verify(vector)), wanted: vector.codes })),
  ]
}

type OwnPaths = { hashes: [string, number, number, number][]; entries: [string, number, number][]; invalid: string[] }

export function ownPaths({ hashes, entries, invalid }: OwnPaths): Case[] {
  return [
    ...hashes.map(([path, level, index, width]) => ({ what: path, found: formatTilePath({ level, index, width }), wanted: path })),
    ...entries.map(([path, index, width]) => ({ what: path, found: formatBundlePath({ index, width }), wanted: path })),
    ...invalid.map((path) => ({ what: path, found: codesOf(parseTilePath(path)), wanted: ['tile-path'] })),
  ]
}

type OwnRequests = Keys & {
  origin: string
  requests: { what: string; body: string; known: { size: number; root?: string }; status: number }[]
}

export function ownRequests({ keys, origin, requests }: OwnRequests): Case[] {
  return requests.map(({ what, body, known, status }) => {
    const log: WitnessedLog = {
      verifiers: [verifierOf(keys.log)],
      size: known.size,
      ...(known.root === undefined ? {} : { root: unbase64(known.root) }),
    }
    return { what, found: decideAddCheckpoint(body, (name) => (name === origin ? log : undefined)).status, wanted: status }
  })
}

type Tree = { leafInputsHex: string[]; nodeHashesHex: string[][]; rootHashesHexBySize: string[] }

export function sharedTree({ leafInputsHex, nodeHashesHex, rootHashesHexBySize }: Tree): Case[] {
  const hasher = createTreeHasher()
  const edge = emptyEdge()
  const nodes = new Map<string, string>()
  const roots = [hex(edgeRoot(edge, hasher))]
  for (const input of leafInputsHex) {
    appendLeaf(edge, hasher.leaf(unhex(input)), hasher, (level, index, node) => nodes.set(`${level}/${index}`, hex(node)))
    roots.push(hex(edgeRoot(edge, hasher)))
  }
  return [
    ...rootHashesHexBySize.map((wanted, size) => ({ what: `root of ${size}`, found: roots[size], wanted })),
    ...nodeHashesHex.flatMap((row, level) =>
      row.map((wanted, index) => ({ what: `node ${level}/${index}`, found: nodes.get(`${level}/${index}`), wanted })),
    ),
  ]
}

type SharedNotes = {
  sign: { verifierKey: string; note: string }
  open: { desc: string; note: string; vkeys: string[]; verified?: string[] }[]
  malformed: (string | object)[]
  badVkeys: string[]
  realWorld: { alg: string; vkey: string; note: string }[]
}

/** Names that verified, or nothing: which reason stands for which of the file's is the business of the test in Node. */
export function sharedNotes({ sign, open, malformed, badVkeys, realWorld }: SharedNotes): Case[] {
  const names = (note: string, vkeys: readonly string[]): string[] | undefined => {
    const verified = opened(note, vkeys)
    return verified.ok ? verified.value.verified.map(({ name }) => name) : undefined
  }
  const texts = malformed.filter((note): note is string => typeof note === 'string')
  return [
    ...open.map(({ desc, note, vkeys, verified }) => ({ what: desc, found: names(note, vkeys), wanted: verified })),
    ...texts.map((note) => ({ what: note, found: parseNote(note).ok, wanted: false })),
    ...badVkeys.map((vkey) => ({ what: vkey, found: parseVerifierKey(vkey).ok, wanted: false })),
    ...realWorld
      .filter(({ alg }) => alg.startsWith('Ed25519'))
      .map(({ alg, vkey, note }) => ({ what: alg, found: opened(note, [vkey]).ok, wanted: true })),
    { what: 'a signed note', found: opened(sign.note, [sign.verifierKey]).ok, wanted: true },
  ]
}

export const sharedCheckpoints = ({ invalid }: { invalid: string[] }): Case[] =>
  invalid.map((text) => ({ what: text, found: parseCheckpoint(text).ok, wanted: false }))

export function sharedKeys({ vkeysOk, vkeysBad }: { vkeysOk: string[]; vkeysBad: string[] }): Case[] {
  // One key stands there under an id that its kind does not have: it is refused, as the test in Node explains.
  return [
    ...vkeysOk.map((vkey) => {
      const key = parseVerifierKey(vkey)
      const mistyped = vkey.startsWith('test+5893dc2c+')
      return { what: vkey, found: key.ok ? formatVerifierKey(key.value) : codesOf(key), wanted: mistyped ? ['vkey-id-mismatch'] : vkey }
    }),
    ...vkeysBad.map((vkey) => ({ what: vkey, found: parseVerifierKey(vkey).ok, wanted: false })),
  ]
}

type SharedProofs = {
  marshal: { index: number; hashes: string[]; checkpoint: string; extra: string | null; out: string }[]
  invalid: string[]
}

export function sharedProofs({ marshal, invalid }: SharedProofs): Case[] {
  return [
    ...marshal.map(({ index, hashes, checkpoint, extra, out }) => {
      const proof = { index, proof: hashes.map(unbase64), checkpoint, ...(extra === null ? {} : { extra: utf8(extra) }) }
      const parsed = parseTlogProof(out)
      return { what: out, found: [formatTlogProof(proof), parsed.ok && formatTlogProof(parsed.value)], wanted: [out, out] }
    }),
    ...invalid.map((text) => ({ what: text, found: parseTlogProof(text).ok, wanted: false })),
  ]
}

type Step = { body: string; status: number; assert: string; specStatus?: number }
type SharedWitness = {
  log: { origin: string; ed25519PublicKeyHex: string }
  steps: Step[]
  sumdb: { origin: string; vkey: string; steps: Step[] }
}

export function sharedWitness({ log, steps, sumdb }: SharedWitness): Case[] {
  const sigsum = createNoteVerifier(createVerifierKey(log.origin, 1, unhex(log.ed25519PublicKeyHex)))
  return [...converse(steps, log.origin, sigsum), ...converse(sumdb.steps, sumdb.origin, verifierOf(sumdb.vkey))]
}

function converse(steps: readonly Step[], origin: string, verifier: NoteVerifier): Case[] {
  let known: WitnessedLog = { verifiers: [verifier], size: 0 }
  return steps.map(({ body, status, specStatus, assert: what }) => {
    const decision = decideAddCheckpoint(body, (name) => (name === origin ? known : undefined))
    if (decision.status === 200) known = { ...known, size: decision.checkpoint.size, root: decision.checkpoint.root }
    return { what, found: decision.status, wanted: specStatus ?? status }
  })
}
