import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { TimestampError } from './error.ts'
import type { Authority } from './model.ts'

const lineForm = /^authority[ \t]+(\S{1,100})[ \t]+(-|https?:\/\/\S+)[ \t]+(\S+)((?:[ \t]+\S+)*)$/
const optionForm = /^(?:every=([1-9]\d{0,6})|policy=(\d+(?:\.\d+)+))$/
const standardEverySeconds = 60

/**
 * Reads `timestamp-authorities` of the data folder: `authority NAME URL ROOTS.pem [every=SECONDS] [policy=OID]` a line; URL `-`: known, not asked any
 * more. At most one stamp in `every` seconds (60). Empty lines and lines that begin with # are passed over.
 * @param readRoots the text of a file of certificates, relative to the data folder
 * @throws TimestampError `timestamp-policy-malformed` with the line, `timestamp-roots-unreadable`
 */
export function parseAuthorities(text: string, readRoots: (path: string) => string): readonly Authority[] {
  const authorities: Authority[] = []
  text.split('\n').forEach((raw, position) => {
    const line = raw.replace(/^[ \t]+|[ \t\r]+$/g, '')
    if (line === '' || line.startsWith('#')) return
    const [, name = '', url, file = '', rest = ''] = lineForm.exec(line) ?? []
    const options = rest.split(/[ \t]+/).filter((one) => one !== '')
    const read = options.map((one) => optionForm.exec(one))
    if (url === undefined || read.includes(null) || authorities.some((one) => one.name === name)) {
      throw new TimestampError('timestamp-policy-malformed', `line ${position + 1} names no authority`, { params: { line: position + 1 } })
    }
    const everySeconds = Number(read.find((one) => one?.[1] !== undefined)?.[1] ?? standardEverySeconds)
    const policy = read.find((one) => one?.[2] !== undefined)?.[2]
    authorities.push({ name, url: url === '-' ? undefined : url, roots: parseRoots(file, readRoots), policy, everyMs: everySeconds * 1000 })
  })
  return authorities
}

const pemForm = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

function parseRoots(path: string, readRoots: (path: string) => string): Uint8Array[] {
  try {
    const found = readRoots(path).match(pemForm) ?? []
    if (found.length === 0) throw new TypeError('it holds no certificate')
    return found.map((pem) => new X509Certificate(pem).raw)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new TimestampError('timestamp-roots-unreadable', `${path}: ${reason}`, { params: { path, reason }, cause: error })
  }
}

/** Who stamps, by `timestamp-authorities` of the data folder; nobody where there is no such file. @throws what `parseAuthorities` throws */
export function loadAuthorities(folder: string): readonly Authority[] {
  const path = join(folder, 'timestamp-authorities')
  return existsSync(path) ? parseAuthorities(readFileSync(path, 'utf8'), (file) => readFileSync(join(folder, file), 'utf8')) : []
}
