export { canonicalize, longestIdentifier } from './canonicalize.ts'
export { checkDigitOf } from './check-digit.ts'
export { type LinkOptions, parseDigitalLink } from './digital-link.ts'
export { parseEpcUrn } from './epc-urn.ts'
export type { IdentifierProblem } from './findings.ts'
export type { ElementValue } from './gs1/element.ts'
export {
  type ElementString,
  type ElementStringOptions,
  parseElementString,
} from './gs1/element-string.ts'
export { type Symbology, symbologyOf } from './gs1/scan.ts'
export { constrainedDigitalLink } from './hash-form.ts'
export {
  type ForeignEpcScheme,
  type Gs1Identifier,
  type Gs1Scheme,
  type Identifier,
  isGs1,
  type KeyAi,
  type Level,
  type OpaqueIdentifier,
  type PathAi,
} from './identifier.ts'
export { texts as identifierTexts } from './texts.ts'
export { toEpcUrn } from './to-epc-urn.ts'
