/** Of one generation; two are kept. */
const most = 2_048
const longest = 120

/** A unit or a box, as its text mostly says at a glance: hardly ever told again, it would only push out what is. */
const isOneThing = (text: string): boolean =>
  text.startsWith('urn:epc:id:sgtin:') || text.startsWith('urn:epc:id:sscc:') || text.includes('/21/') || text.includes('/00/')

/**
 * `make`, which depends on its text alone, with what it made lately: the events of one history name the same places, parties, products and
 * lots again and again. Bounded, whatever comes in: at most two generations of short texts, each a copy of its own, since a text cut out of
 * a document would keep that whole document in memory. What was made is shared: it is never changed.
 */
export function remembered<Made>(make: (text: string) => Made): (text: string) => Made {
  let young = new Map<string, Made>()
  let old = new Map<string, Made>()
  return (text) => {
    if (text.length > longest || isOneThing(text)) return make(text)
    const known = young.get(text) ?? old.get(text)
    if (known !== undefined) return known
    const own = ` ${text}`.slice(1)
    const made = make(own)
    if (young.size >= most) {
      old = young
      young = new Map()
    }
    young.set(own, made)
    return made
  }
}
