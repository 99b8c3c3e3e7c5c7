import type { FastifyInstance } from 'fastify'

type Known = { readonly parts: readonly string[]; readonly methods: Set<string> }

declare module 'fastify' {
  interface FastifyInstance {
    /** What may be done at an address that a route was registered for; empty where there is none. */
    methodsAt: (path: string) => readonly string[]
  }
}

const partsOf = (path: string): string[] => path.split('/')

/** A named part stands for any text that is not empty, `*` for all the rest. */
function matches(pattern: readonly string[], asked: readonly string[]): boolean {
  for (const [at, part] of pattern.entries()) {
    if (part === '*') return true
    const told = asked[at]
    if (told === undefined || (part.startsWith(':') ? told === '' : told !== part)) return false
  }
  return pattern.length === asked.length
}

/** Remembers every route, so that a wrong method is told from a wrong address. Before the first route. */
export function rememberMethods(app: FastifyInstance): void {
  const known = new Map<string, Known>()
  app.addHook('onRoute', ({ url, method }) => {
    const entry = known.get(url) ?? { parts: partsOf(url), methods: new Set<string>() }
    for (const one of [method].flat()) entry.methods.add(one)
    known.set(url, entry)
  })
  app.decorate('methodsAt', (path: string) => {
    const asked = partsOf(path)
    const found = new Set<string>()
    for (const { parts, methods } of known.values()) if (matches(parts, asked)) for (const method of methods) found.add(method)
    return [...found].sort()
  })
}
