import { escapeXml } from './xml-text.ts'

const element = (name: string, value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return `<${name}>${value.map((member) => element('i', member)).join('')}</${name}>`
  return `<${name}>${typeof value === 'object' ? members(value) : escapeXml(String(value))}</${name}>`
}

const members = (object: object): string =>
  Object.entries(object)
    .map(([name, value]) => element(name, value))
    .join('')

/** The XML form of a problem (RFC 7807 appendix A, which RFC 9457 keeps): members as elements, members of lists as `i`. Names are ours. */
export const formatProblemXml = (problem: object): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807">${members(problem)}</problem>`
