/** What the parser says in English, as codes of ours; the first that fits. */
const faults: readonly (readonly [said: RegExp, code: string])[] = [
  [/^undefined entity|^empty entity|entity/, 'xml-entity-unknown'],
  [/^duplicate attribute/, 'xml-attribute-twice'],
  [/attribute/, 'xml-attribute-malformed'],
  [/^disallowed character in|^malformed name|^tags may not/, 'xml-name-invalid'],
  [/^disallowed character/, 'xml-character-invalid'],
  [/^unclosed tag|^unexpected end/, 'xml-ends-early'],
  [/^unexpected close tag|^unmatched closing tag|^weird empty close/, 'xml-tags-crossed'],
  [/^unbound namespace prefix/, 'xml-prefix-undeclared'],
  [/namespace|xml prefix|xmlns prefix|undefine prefix/, 'xml-namespace-invalid'],
  [/root/, 'xml-root-not-one'],
  [/XML declaration|version number|encoding value|standalone|value required|value must be quoted|expected/, 'xml-declaration-invalid'],
]

/** A message of the parser without its position, as a code and what it quotes. */
export function readFault(message: string): { code: string; found: string } {
  const said = message.replace(/^(?:[^:]*:)?\d+:\d+: /, '')
  const quoted = /: "?([^"]*?)"?\.?$/.exec(said)
  for (const [form, code] of faults) if (form.test(said)) return { code, found: quoted?.[1] ?? '' }
  return { code: 'xml-malformed', found: '' }
}
