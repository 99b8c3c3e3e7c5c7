import type { LinkOptions } from './digital-link.ts'
import { parseDigitalLink } from './digital-link.ts'
import { parseEpcUrn } from './epc-urn.ts'
import { isGs1 } from './identifier.ts'
import { keyRuleOf } from './keys.ts'
import { remembered } from './remembered.ts'
import { readUnitLink } from './unit-link.ts'

const lax: LinkOptions = { convenienceAlphas: 'accept', checkDigits: 'ignore', laxSyntax: true }

/**
 * The constrained canonical Digital Link that the CBV event hash writes for a GS1 identifier (CBV 2.0 §8.9.2), undefined where the text is none and
 * stays as it is. More lenient than `canonicalize`: a hash must come out for what others have captured, wrong check digits and old convenience
 * names included. `'`, `;` and `=` stay unescaped, as every implementation of the hash writes them.
 */
export function constrainedDigitalLink(text: string): string | undefined {
  return hashForm(text) ?? undefined
}

const hashForm = remembered((text: string): string | null => {
  const first = text.charCodeAt(0)
  const isUrn = first === 117 && text.startsWith('urn:epc:')
  const parsed = isUrn ? parseEpcUrn(text) : first === 104 ? (readUnitLink(text) ?? parseDigitalLink(text, lax)) : undefined
  if (parsed === undefined || !parsed.ok || !isGs1(parsed.value)) return null
  const { uri, key } = parsed.value
  if (keyRuleOf(key)?.hashed !== true) return null
  return uri.includes('%') ? uri.replaceAll('%27', "'").replaceAll('%3B', ';').replaceAll('%3D', '=') : uri
})
