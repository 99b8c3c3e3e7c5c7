import type { JsonObject } from '@proofline/epcis'
import type { Clock } from '../../platform/clock/index.ts'
import { instantOf, type Ledger, parseEnvelope, type Receipt } from '../../record/index.ts'
import type { Digested, Trace } from '../trace/index.ts'
import { type FrozenScope, formatScope, parseScope, type ScopeBody } from './model.ts'

export type ScopesOptions = { readonly trace: Trace; readonly ledger: Ledger; readonly clock: Clock }

/** `unknown`: no fact there, or none of a scope. `erased`: its body was. */
export type NotThere = 'unknown' | 'erased'

/** Answers that were frozen: each a fact of its own. Nothing overwrites one, nothing removes one but an erasure, which the log tells. */
export class Scopes {
  readonly #options: Pick<ScopesOptions, 'ledger' | 'clock'>

  constructor(options: Pick<ScopesOptions, 'ledger' | 'clock'>) {
    this.#options = options
  }

  /** Appends what was answered. The same question frozen again is another scope. */
  async freeze(
    question: JsonObject,
    digested: Digested,
    told: { readonly client: string; readonly reason: string | undefined },
  ): Promise<{ readonly scope: FrozenScope; readonly receipt: Receipt }> {
    const { asOf, rules, certificate, conditions, digest } = digested
    const body: ScopeBody = {
      question,
      asOf,
      rules,
      verdict: certificate.verdict,
      conditions: conditions.map(({ code }) => code),
      digest,
      ...(told.reason === undefined ? {} : { reason: told.reason }),
    }
    const subject = `scope:${digest.sha256}`
    const receivedAt = instantOf(this.#options.clock.now())
    const outcome = await this.#options.ledger.append({
      facts: [
        {
          kind: 'scope/1',
          actor: told.client,
          source: { system: told.client, reference: subject, method: 'api', receivedAt },
          subject,
          body: Buffer.from(formatScope(body)),
        },
      ],
    })
    const [receipt] = outcome.outcome === 'refused' ? [] : outcome.receipts
    if (receipt === undefined) throw new Error('a scope was refused without an expectation')
    return { scope: { ...body, index: receipt.index, by: told.client, frozenAt: receipt.recordedAt }, receipt }
  }

  async find(index: number): Promise<{ readonly scope: FrozenScope; readonly receipt: Receipt } | NotThere> {
    const fact = await this.#options.ledger.readFact(index)
    const envelope = fact === undefined ? undefined : parseEnvelope(fact.envelopeBytes)
    if (fact === undefined || envelope?.ok !== true || envelope.value.kind !== 'scope/1') return 'unknown'
    if (fact.body === null) return 'erased'
    const receipt = await this.#options.ledger.readReceipt(index)
    if (receipt === undefined) return 'unknown'
    const { actor, recordedAt } = envelope.value
    return { scope: { ...parseScope(index, fact.body), index, by: actor, frozenAt: recordedAt }, receipt }
  }
}
