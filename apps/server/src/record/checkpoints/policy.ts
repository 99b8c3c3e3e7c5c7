import { createNoteVerifier, type NoteVerifier, parseVerifierKey, signatureTypes, type VerifierKey } from '@proofline/ledger'
import { RecordError } from '../tree/index.ts'
import { httpWitness, type Witness } from './witness.ts'

/** Whom the log's operator has chosen as witnesses. */
export type WitnessPolicy = {
  readonly witnesses: readonly Witness[]
  readonly verifiers: readonly NoteVerifier[]
  readonly keys: readonly VerifierKey[]
}

const lineForm = /^witness[ \t]+(\S+)[ \t]+(\S+)(?:[ \t]+(\S+))?$/
/** What the format has besides witnesses; who verifies a proof decides by it, a log does not. */
const ignoredForm = /^(?:log|group|quorum)[ \t]/

/**
 * The witness lines of a C2SP tlog-policy file: `witness NAME VKEY URL`. A witness without a URL is known (its cosignatures are verified) and not
 * asked. Lines of the same URL are one witness with several keys.
 * @throws RecordError `witness-policy-malformed`, with the line
 */
export function parseWitnessPolicy(text: string): WitnessPolicy {
  const keysByUrl = new Map<string, string[]>()
  const known: VerifierKey[] = []
  text.split('\n').forEach((raw, position) => {
    const line = raw.replace(/^[ \t]+|[ \t\r]+$/g, '')
    if (line === '' || line.startsWith('#') || ignoredForm.test(line)) return
    const [, name, vkey, url] = lineForm.exec(line) ?? []
    const key = vkey === undefined ? undefined : parseVerifierKey(vkey)
    const cosigns =
      key?.ok === true && (key.value.type === signatureTypes.ed25519Cosignature || key.value.type === signatureTypes.mlDsa44Cosignature)
    if (name === undefined || vkey === undefined || !cosigns || (url !== undefined && !/^https?:\/\/[^\s]+$/.test(url))) {
      throw new RecordError('witness-policy-malformed', `line ${position + 1} of the policy names no witness`, {
        params: { line: position + 1 },
      })
    }
    known.push(key.value)
    if (url !== undefined) keysByUrl.set(url, [...(keysByUrl.get(url) ?? []), vkey])
  })
  return {
    witnesses: [...keysByUrl].map(([url, keys]) => httpWitness({ url, keys })),
    verifiers: known.map((key) => createNoteVerifier(key)),
    keys: known,
  }
}
