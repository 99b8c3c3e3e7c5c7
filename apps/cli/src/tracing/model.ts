// The answers of `POST /trace`, as far as the command shows them.

export const asks = [
  'forward',
  'lots',
  'backward',
  'history',
  'where',
  'consignees',
  'quantities',
  'contents',
  'responsible',
  'gaps',
  'difference',
] as const
export type Ask = (typeof asks)[number]

export type Gap = {
  readonly code: string
  readonly object?: string
  readonly event?: number
  readonly source?: string
  readonly since?: string
  readonly consignee?: string
  readonly place?: string
  readonly quantity?: string
  readonly uom?: string
}

type Certificate = {
  readonly verdict: 'complete' | 'incomplete'
  readonly coverage: {
    readonly eventsSeen: number
    readonly sources: readonly {
      readonly source: string
      readonly events: number
      readonly reportingUntil: { readonly received: string | null; readonly occurred: string | null }
    }[]
    readonly walks: { readonly closed: number; readonly open: number }
  }
}

export type Answer<Value = unknown> = {
  readonly value: Value
  readonly asOf: { readonly index: number; readonly moment?: string | null }
  readonly gaps: readonly Gap[]
  readonly reasons?: readonly { readonly id: string; readonly facts: readonly number[]; readonly through: readonly string[] }[]
  /** Gaps that could not be looked for. */
  readonly unchecked: readonly { readonly code: string; readonly source?: string; readonly object?: string }[]
  readonly certificate: Certificate
  readonly rules: string
  readonly conditions: readonly { readonly code: string; readonly object?: string }[]
}

export type ScopeValue = {
  readonly certain: readonly string[]
  readonly possible: readonly string[]
  readonly past: readonly { readonly id: string; readonly from: string | null; readonly to: string | null }[]
  readonly excluded: readonly { readonly id: string; readonly by: readonly number[] }[]
  readonly carriers: { readonly certain: readonly string[]; readonly possible: readonly string[] }
  readonly consignees: readonly { readonly id: string; readonly value: string }[]
  readonly shipments: readonly {
    readonly id: string
    readonly consignee: string
    readonly value: string
    readonly objects: readonly unknown[]
  }[]
  readonly origins: readonly { readonly id: string; readonly value: string; readonly supplier?: string }[]
  readonly atMost: readonly { readonly object: string; readonly consignee: string; readonly quantity: string }[]
  readonly oneOf: readonly { readonly id: string; readonly places: readonly string[] }[]
  readonly voided: readonly number[]
}

export type Spot = { readonly state: string; readonly status?: string; readonly place?: string; readonly party?: string }
export type Placed = Spot & { readonly oneOf?: readonly Spot[]; readonly since: string | null }
export type Bucket = Spot & { readonly lot: string | null; readonly uom: string | null; readonly quantity: string; readonly value: string }

export type WhereValue = {
  readonly total: readonly { readonly uom: string | null; readonly quantity: string | null; readonly unexplained: string | null }[]
  readonly buckets: readonly Bucket[]
  readonly objects: readonly (Placed & { readonly id: string; readonly value: string })[]
  readonly objectsOmitted: number
  readonly unresolved: readonly (Placed & { readonly id: string; readonly value: string })[]
}

export type HistoryValue = {
  readonly objects: readonly {
    readonly id: string
    readonly entries: readonly {
      readonly event: number
      readonly how: string
      readonly through: string | null
      readonly value: string
      readonly step: string | null
      readonly type: string
      readonly action: string | null
      readonly time: { readonly from: string | null; readonly to: string | null }
      readonly place: string | null
      readonly readPoint: string | null
      readonly operator: string | null
      readonly source: string
      readonly voidedBy?: number
      readonly claimed?: true
    }[]
    readonly omitted: number
    readonly present: Placed
    readonly buckets?: readonly Bucket[]
  }[]
}

type Amounts = { readonly units: number; readonly quantities: readonly { readonly quantity: string; readonly uom: string | null }[] }
export type LotsValue = {
  readonly lots: readonly {
    readonly id: string
    readonly value: string
    readonly units: { readonly certain: number; readonly atMost: number }
  }[]
  readonly total: { readonly lots: number; readonly units: { readonly certain: number; readonly atMost: number } }
  readonly consignees: readonly { readonly id: string; readonly value: string; readonly shipped: Amounts; readonly held: Amounts }[]
  readonly own: Readonly<Record<string, Amounts>>
}

export type QuantitiesValue = {
  readonly items: readonly {
    readonly id: string
    readonly value?: string
    readonly balances: readonly {
      readonly total: Readonly<Record<string, unknown>>
      readonly places: readonly Readonly<Record<string, unknown>>[]
    }[]
    readonly untold: readonly number[]
  }[]
}

export type ConsigneesValue = {
  readonly consignees: readonly {
    readonly id: string
    readonly value: string
    readonly quantities: readonly Readonly<Record<string, unknown>>[]
    readonly shipments: readonly unknown[]
    readonly unconfirmed: boolean
    readonly through: readonly string[]
  }[]
  readonly inProduction: readonly { readonly id: string; readonly lot: string; readonly uom: string | null; readonly quantity: string }[]
}

export type ContentsValue = {
  readonly objects: readonly {
    readonly id: string
    readonly contents: readonly {
      readonly id: string
      readonly in: string
      readonly how: string
      readonly value: string
      readonly quantity?: string | null
      readonly uom?: string
    }[]
  }[]
}

export type ResponsibleValue = Readonly<
  Record<
    'forward' | 'backward',
    readonly {
      readonly step: string | null
      readonly place: string | null
      readonly readPoint: string | null
      readonly equipment: readonly string[]
      readonly operator: string | null
      readonly transactions: readonly { readonly id: string }[]
      readonly from: string | null
      readonly to: string | null
      readonly sources: readonly string[]
      readonly facts: readonly number[]
      readonly objects: readonly string[]
      readonly began: string | null
    }[]
  >
>

export type GapsValue = { readonly forward: readonly Gap[]; readonly backward: readonly Gap[] }

type Changed = {
  readonly id: string
  readonly from: string | null
  readonly to: string | null
  readonly because: readonly number[]
  readonly consignee?: string
}
export type DifferenceValue = Readonly<
  Record<'entered' | 'left' | 'changed' | 'carriers' | 'consignees' | 'shipments' | 'origins', readonly Changed[]>
> & {
  readonly since: { readonly index: number; readonly moment: string | null }
  readonly gaps: { readonly opened: readonly Gap[]; readonly closed: readonly Gap[] }
  readonly facts: readonly {
    readonly event: number
    readonly kind: string | null
    readonly source: string | null
    readonly recordedAt: string | null
    readonly objects: readonly string[]
  }[]
}

/** What `POST /trace/scopes` froze. */
export type Frozen = {
  readonly index: number
  readonly asOf: { readonly index: number }
  readonly verdict: string
  readonly rules: string
  readonly digest: { readonly entries: number; readonly sha256: string }
}
export type CheckedScope = {
  readonly verdict: 'same' | 'differs'
  readonly rules: { readonly frozen: string; readonly now: string }
  readonly digest: { readonly entries: number; readonly sha256: string }
  readonly differing: readonly {
    readonly list: string
    readonly frozen: { readonly entries: number } | null
    readonly now: { readonly entries: number } | null
  }[]
}
