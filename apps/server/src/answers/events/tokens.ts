import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { type Result, refuse, succeed } from '@proofline/problems'
import type { Clock } from '../../platform/clock/index.ts'
import { type Database, type Organisation, sql } from '../../platform/database/index.ts'
import { limits, type Position } from './model.ts'

export type PageTokensOptions = { readonly database: Database; readonly organisation: Organisation; readonly clock: Clock }

/** `id`, `subject` (what was asked), position, and the moment of expiry. */
type Claims = { readonly i: string; readonly s: string; readonly p: unknown; readonly e: number }

const longestToken = 2_000
const clause = 'EPCIS 2.0 §12.4'

/**
 * Tokens of next pages (EPCIS 2.0 §12.4): signed by a key of the organisation's, so that any server process reads them and nobody writes one; given
 * back before they expire, they are remembered as such until then. `subject` is what was asked (address and parameters): another question refuses
 * the token. A position is whatever its page needs, as JSON.
 */
export class PageTokens<Place = Position> {
  readonly #options: PageTokensOptions
  #key: Promise<Buffer> | undefined

  constructor(options: PageTokensOptions) {
    this.#options = options
  }

  async format(subject: string, position: Place): Promise<{ readonly token: string; readonly expiresMs: number }> {
    const expiresMs = this.#options.clock.now() + limits.tokenMs
    const claims: Claims = { i: randomBytes(16).toString('hex'), s: await this.#sign(subject), p: position, e: expiresMs }
    const text = Buffer.from(JSON.stringify(claims)).toString('base64url')
    return { token: `${text}.${await this.#sign(text)}`, expiresMs }
  }

  /** `page-token-unknown`, `page-token-expired`: expired or given back. */
  async parse(subject: string, token: string): Promise<Result<Place>> {
    const claims = await this.#read(token)
    if (claims === undefined || claims.s !== (await this.#sign(subject)))
      return refuse({ code: 'page-token-unknown', at: '/nextPageToken', clause })
    if (claims.e <= this.#options.clock.now() || (await this.#isRevoked(claims.i))) {
      return refuse({ code: 'page-token-expired', at: '/nextPageToken', clause })
    }
    return succeed(claims.p as Place)
  }

  /** Whoever has a token may give it back. False: it is none of ours. Doing it twice, or late, changes nothing. */
  async revoke(token: string): Promise<boolean> {
    const claims = await this.#read(token)
    if (claims === undefined) return false
    const { database, organisation, clock } = this.#options
    const now = new Date(clock.now()).toISOString()
    await database.transaction(organisation, async (transaction) => {
      await transaction.execute(sql`delete from work_page_revoked where expires_at < ${now}`)
      if (claims.e <= clock.now()) return
      await transaction.execute(
        sql`insert into work_page_revoked (id, expires_at) values (${claims.i}::uuid, ${new Date(claims.e).toISOString()}) on conflict do nothing`,
      )
    })
    return true
  }

  async #read(token: string): Promise<Claims | undefined> {
    const [text = '', mac = ''] = token.length > longestToken ? [] : token.split('.')
    const [given, right] = [Buffer.from(mac), Buffer.from(await this.#sign(text))]
    if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Claims
  }

  async #sign(text: string): Promise<string> {
    return createHmac('sha256', await this.#loadKey())
      .update(text)
      .digest('base64url')
  }

  /** Made by whichever process needs it first. */
  #loadKey(): Promise<Buffer> {
    this.#key ??= this.#readKey().catch((error: unknown) => {
      this.#key = undefined
      throw error
    })
    return this.#key
  }

  #readKey(): Promise<Buffer> {
    const { database, organisation } = this.#options
    return database.transaction(organisation, async (transaction) => {
      const select = () => transaction.query<{ key: Buffer }>(sql`select key from work_page_key where name = 'pages'`)
      const [known] = await select()
      if (known !== undefined) return known.key
      await transaction.execute(sql`insert into work_page_key (name, key) values ('pages', ${randomBytes(32)}) on conflict do nothing`)
      const [row] = await select()
      if (row === undefined) throw new Error('work_page_key has lost its row')
      return row.key
    })
  }

  async #isRevoked(id: string): Promise<boolean> {
    const { database, organisation } = this.#options
    const rows = await database.transaction(
      organisation,
      (transaction) => transaction.query(sql`select id from work_page_revoked where id = ${id}::uuid`),
      { readOnly: true },
    )
    return rows.length > 0
  }
}
