// Runs in the browser: nothing of Node here.
import { describeFinding, verifyBundle } from '@proofline/evidence'

/** `bytes` in base64. `flips`: bytes that are changed, one at a time, by what they are XORed with. */
export type Question = { readonly bytes: string; readonly key: string; readonly flips?: readonly (readonly [at: number, mask: number])[] }

export type Refused = { readonly problems: unknown; readonly words: readonly string[] }

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))

/** The verdict as it is. */
export const verdictOf = ({ bytes, key }: Question): unknown => verifyBundle(bytesOf(bytes), { trustedKeys: [key] })

/** For each flip why the bundle is refused, null where it is not. */
export function refusalsOf({ bytes, key, flips = [] }: Question): (Refused | null)[] {
  const changed = bytesOf(bytes)
  return flips.map(([at, mask]) => {
    changed[at] = (changed[at] ?? 0) ^ mask
    const verdict = verifyBundle(changed, { trustedKeys: [key] })
    changed[at] = (changed[at] ?? 0) ^ mask
    const [first] = verdict.ok ? [] : verdict.problems
    return verdict.ok || first === undefined
      ? null
      : { problems: verdict.problems, words: [describeFinding(first, 'en'), describeFinding(first, 'zh')] }
  })
}

/** Whether anything at all can be reached from here. */
export const reaches = (address: string): Promise<boolean> =>
  fetch(address).then(
    () => true,
    () => false,
  )
