import { parseArgs } from 'node:util'

export type Options = {
  readonly long: boolean
  /** Stage names or names of the house's own checks; empty: all. */
  readonly only: readonly string[]
  /** Parts of paths; empty: all. With a path only test files run, unless `--only` names more. */
  readonly paths: readonly string[]
}

/** What may follow `npm test --`, or undefined with the reason told to `complain`. */
export function parseOptions(argv: readonly string[], names: readonly string[], complain: (message: string) => void): Options | undefined {
  let parsed: { values: { long?: boolean; only?: string[] }; positionals: string[] }
  try {
    parsed = parseArgs({
      args: [...argv],
      options: { long: { type: 'boolean' }, only: { type: 'string', multiple: true } },
      allowPositionals: true,
    })
  } catch (error) {
    complain(`${error instanceof Error ? error.message : String(error)}\n${usage(names)}`)
    return undefined
  }
  const only = (parsed.values.only ?? []).flatMap((list) => list.split(',')).filter((name) => name !== '')
  const unknown = only.filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    complain(`no check is called ${unknown.join(', ')}\n${usage(names)}`)
    return undefined
  }
  return { long: parsed.values.long ?? false, only, paths: parsed.positionals }
}

const usage = (names: readonly string[]): string =>
  `npm test -- [--long] [--only NAME,NAME] [PART-OF-A-PATH …]\nNAME: ${names.join(', ')}\nexample: npm test -- --only types,map packages/ledger`
