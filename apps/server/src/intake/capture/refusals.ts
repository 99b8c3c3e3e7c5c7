import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Organisation } from '../../platform/database/index.ts'
import { instantOf, type NewFact } from '../../record/facts/index.ts'
import { MinuteLimit } from './admission.ts'
import type { CaptureSettings } from './model.ts'
import { refusalCountBody } from './rules.ts'
import { selectRefusedBytes } from './stored-jobs.ts'

/** Bounds what refused documents may cost: bytes kept, and facts and jobs made, per client. */
export class Refusals {
  readonly #database: Database
  readonly #organisation: Organisation
  readonly #settings: CaptureSettings
  readonly #clock: Clock
  readonly #minute: MinuteLimit
  readonly #bytes = new Map<string, number>()

  constructor(database: Database, organisation: Organisation, settings: CaptureSettings, clock: Clock) {
    this.#database = database
    this.#organisation = organisation
    this.#settings = settings
    this.#clock = clock
    this.#minute = new MinuteLimit(settings.refusalsPerMinute)
  }

  /** Whether one more refusal of this client becomes a fact and a job of its own; otherwise it is only counted. */
  admit(client: string): boolean {
    return this.#minute.admit(client, this.#clock.now())
  }

  /** Whether the bytes of one more refused document are kept. Counted from the tables once per client and start, then here. */
  async admitBytes(client: string, bytes: number): Promise<boolean> {
    let kept = this.#bytes.get(client)
    if (kept === undefined) {
      kept = await this.#database.transaction(this.#organisation, (transaction) => selectRefusedBytes(transaction, client), {
        readOnly: true,
      })
      kept = Math.max(kept, this.#bytes.get(client) ?? 0)
    }
    const within = kept + bytes <= this.#settings.refusedBytesPerClient
    this.#bytes.set(client, within ? kept + bytes : kept)
    return within
  }

  /** One fact for each client and ended minute in which refusals went past the bound. What a crash takes with it is the count of its own minute. */
  takeCounts(endOfTime = false): NewFact[] {
    const now = this.#clock.now()
    return this.#minute.takeEnded(endOfTime ? Number.POSITIVE_INFINITY : now).map(({ client, minuteStartMs, over }) => ({
      kind: 'refusals/1',
      actor: client,
      source: { system: client, reference: `refusals:${new Date(minuteStartMs).toISOString()}`, method: 'api', receivedAt: instantOf(now) },
      subject: `client:${client}`,
      body: refusalCountBody(minuteStartMs, over),
    }))
  }
}
