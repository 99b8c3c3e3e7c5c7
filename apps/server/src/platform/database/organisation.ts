import { ProoflineError } from '../errors/index.ts'

/**
 * One organisation = one PostgreSQL schema and its roles. No query names the organisation: the transaction's role and search path do.
 * `owner` owns the tables and runs migrations; `app` is what the server works as; `eraser` owns the one procedure that may remove a body.
 */
export type Organisation = {
  readonly name: string
  readonly schema: string
  readonly owner: string
  readonly app: string
  readonly eraser: string
}

/** @param name lower-case letters, digits and `_`, at most 40, a letter first: it becomes part of PostgreSQL names (at most 63 bytes). */
export function organisationOf(name: string): Organisation {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(name)) {
    throw new ProoflineError('bad-organisation-name', `not a name for an organisation: ${JSON.stringify(name)}`)
  }
  return {
    name,
    schema: `org_${name}`,
    owner: `proofline_owner_${name}`,
    app: `proofline_app_${name}`,
    eraser: `proofline_eraser_${name}`,
  }
}

/** The organisation that the first start creates. */
export const firstOrganisation: Organisation = organisationOf('main')
