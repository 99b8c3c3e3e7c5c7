import { RecordError } from '../tree/index.ts'

export type Decider = { readonly name: string; readonly key: string }

/** Who may decide on erasures. `former`: who could once; their decisions stay good, and they make no new ones. */
export type ErasurePolicy = { readonly deciders: readonly Decider[]; readonly former: readonly Decider[] }

const lineForm = /^(decider|former)[ \t]+(\S{1,100})[ \t]+([0-9a-f]{64})$/

/**
 * Reads `erasure-keys` of the data folder: a line for each person, `decider NAME KEY` or `former NAME KEY`, the key Ed25519 in hexadecimal. Empty
 * lines and lines that begin with # are passed over.
 * @throws RecordError `erasure-policy-malformed`, with the line: also where a key or a name stands twice
 */
export function parseErasurePolicy(text: string): ErasurePolicy {
  const policy = { decider: [] as Decider[], former: [] as Decider[] }
  const seen = new Set<string>()
  text.split('\n').forEach((raw, position) => {
    const line = raw.replace(/^[ \t]+|[ \t\r]+$/g, '')
    if (line === '' || line.startsWith('#')) return
    const [, role, name = '', key = ''] = lineForm.exec(line) ?? []
    const isTwice = seen.has(key) || seen.has(`name ${name}`)
    if ((role !== 'decider' && role !== 'former') || isTwice) {
      throw new RecordError('erasure-policy-malformed', `line ${position + 1} of the erasure keys names nobody`, {
        params: { line: position + 1 },
      })
    }
    seen.add(key).add(`name ${name}`)
    policy[role].push({ name, key })
  })
  return { deciders: policy.decider, former: policy.former }
}

/** Every key whose decisions are good, for whoever verifies. */
export const keysOfPolicy = ({ deciders, former }: ErasurePolicy): string[] => [...deciders, ...former].map(({ key }) => key)
