import type { Problem } from '@proofline/problems'
import type { AhmRules } from '../china/index.ts'
import type { CompanyPrefixes } from '../gs1/company-prefixes.ts'
import type { AiValue } from '../gs1/element.ts'
import type { Identifier, Level } from '../identifier.ts'
import type { Tag } from '../tag/index.ts'
import type { UdiDate } from '../udi-date.ts'

/** Who issues the numbers in a code. */
export type Agency = 'gs1' | 'hibcc' | 'iccbba' | 'ifa' | 'ziiot' | 'ahm'

/** How the code is written; `key` is a GS1 key without an application identifier. */
export type CodeForm = 'element-string' | 'digital-link' | 'epc-urn' | 'tag' | 'key' | 'hibc' | 'isbt-128' | 'ifa' | 'ma' | 'ahm'

export type ScanProblem =
  | 'identify-empty'
  | 'identify-too-long'
  | 'identify-unknown'
  | 'identify-ambiguous'
  | 'identify-full-width'
  | 'identify-bare-key'
  | 'identify-no-product'
  | 'identify-no-element-string'
  | 'identify-web-address'
  | 'identify-no-rules'
  | 'identify-gtin-as-product'
  | 'identify-check-not-verified'

/** A text on the label: `raw` as it stood, `value` decoded; `position` in characters of the scan from 1, undefined where it was not text (tags). */
export type LabelText = { readonly raw: string; readonly value: string; readonly position: number | undefined }

/** UDI-PI in the terms of FDA and IMDRF; what the code does not say is absent. */
export type ProductionIdentifiers = {
  readonly lot?: LabelText
  readonly serial?: LabelText
  readonly expiry?: UdiDate
  readonly manufactured?: UdiDate
  readonly bestBefore?: UdiDate
  /** The last day of validity, where the label tells it apart from the day of expiry (MA). */
  readonly validUntil?: UdiDate
  readonly packaged?: UdiDate
  readonly softwareVersion?: LabelText
  readonly sterilisationLot?: LabelText
  /** Donation identification number, the distinct identification code of human tissue. */
  readonly donation?: LabelText
}

export type NormalForms = {
  /** The one identity: the canonical Digital Link, or `https://id.<origin>/<agency>/<class>/lot|serial/<value>`; undefined without a product or an origin. */
  readonly uri: string | undefined
  /** As a reader transmits it, ASCII 29 for FNC1, without symbology identifier. */
  readonly elementString: string | undefined
  /** As it is printed below the symbol. */
  readonly hri: string | undefined
  /** The canonical Digital Link with everything that the code says, GS1 only. */
  readonly digitalLink: string | undefined
  /** The EPC URN, where the length of the company prefix is known. */
  readonly urn: string | undefined
}

/** What a tag tells beside its identity; each as `Tag` has it. */
export type TagFacts = Pick<
  Tag,
  'scheme' | 'filter' | 'hex' | 'bits' | 'tagUri' | 'rawUri' | 'controls' | 'hostname' | 'digitalLink' | 'remainder'
>

export type Identification = {
  readonly ok: true
  readonly scan: string
  readonly agency: Agency
  readonly form: CodeForm
  /** The symbology identifier that the scan began with, such as `]d2`. */
  readonly symbology: string | undefined
  readonly level: Level
  readonly udiDi: string | undefined
  readonly productionIdentifiers: ProductionIdentifiers
  readonly quantity: number | undefined
  readonly normalForms: NormalForms
  /** GS1 and EPC only: the identifier, and every element that was read. */
  readonly identifier: Identifier | undefined
  readonly elements: readonly AiValue[]
  /** What was read from an RFID tag beside the identity. */
  readonly tag: TagFacts | undefined
  /** Tolerant only: what is wrong, and was taken as it stands. */
  readonly flags: readonly Problem[]
  /** What a reader of the answer must know although nothing is wrong. */
  readonly notes: readonly Problem[]
}

/** Nothing is identified: why, and which readings there are where the scan has several. */
export type Unidentified = {
  readonly ok: false
  readonly scan: string
  /** Whose code it seems to be. */
  readonly agency: Agency | undefined
  readonly problems: readonly Problem[]
  readonly candidates: readonly Identification[]
}

export type IdentifyOptions = {
  /** `strict` (default) refuses with all problems; `tolerant` takes what can be read and tells in `flags` what is wrong with it. Neither corrects. */
  readonly mode?: 'strict' | 'tolerant'
  /** One symbol of several on one thing: required associations may stand in another. */
  readonly partial?: boolean
  /** The year of the reading, for years of two digits on GS1 labels; without it they are 20YY. */
  readonly readingYear?: number
  /** The host part of identities outside GS1: `https://id.<origin>/…`. */
  readonly origin?: string
  /** Digits of the GS1 company prefix, for URNs; what a URN or a tag says itself goes before it. */
  readonly companyPrefixLength?: number
  /** A table that tells the length where nothing else does. */
  readonly companyPrefixes?: CompanyPrefixes
  /** How AHM codes are written; without it none can be read. */
  readonly ahmRules?: AhmRules
}
