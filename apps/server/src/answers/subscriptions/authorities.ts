import { X509Certificate } from 'node:crypto'
import { type Result, refuse, succeed } from '@proofline/problems'

const block = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

/** Certificates of authorities, one after the other as PEM. `webhook-authorities`: there is none in it, one cannot be read, or is no authority's. */
export function parseAuthorities(text: string): Result<readonly string[]> {
  const found = text.match(block) ?? []
  const good = found.filter(isAuthority)
  if (good.length > 0 && good.length === found.length) return succeed(good)
  return refuse({ code: 'webhook-authorities', at: '', params: { found: found.length, good: good.length } })
}

function isAuthority(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}
