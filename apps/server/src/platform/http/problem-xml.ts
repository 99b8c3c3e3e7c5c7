import { escapeXml } from './xml-text.ts'

function element(name: string, value: unknown): string {
  const content = Array.isArray(value) ? value.map((member) => element('i', member)).join('') : contentOf(value)
  return content === undefined ? '' : `<${name}>${content}</${name}>`
}

function contentOf(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null) return members(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? escapeXml(`${value}`) : undefined
}

const members = (object: object): string =>
  Object.entries(object)
    .map(([name, value]) => element(name, value))
    .join('')

/** The XML form of a problem (RFC 7807 appendix A, which RFC 9457 keeps): members as elements, members of lists as `i`. Names are ours. */
export const formatProblemXml = (problem: object): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807">${members(problem)}</problem>`
