import { BlockList, isIP } from 'node:net'
import { type Problem, type Result, refuse, succeed } from '@proofline/problems'

// Deliveries go where a client says, from inside our network: without these rules a client could have the server call what only it can reach.

/** Where deliveries may go. */
export type DestinationPolicy = {
  /** Networks that are allowed although they are not public, as CIDR: receivers inside. Loopback among them also allows `http` to it. */
  readonly networks: readonly string[]
  readonly ports: readonly PortRange[]
}
export type PortRange = { readonly from: number; readonly to: number }

/** The public internet by https on its usual port. */
export const standardPolicy: DestinationPolicy = { networks: [], ports: [{ from: 443, to: 443 }] }

const longestUrl = 2_000

/** IPv4 that is no place of the public internet (IANA special-purpose registry), and the one public address by which Azure answers its guests. */
const blockedV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
]
/** Only global unicast is public at all; within it what embeds an IPv4 address (6to4, Teredo) or is for documents and protocols is not. */
const publicV6 = ['2000::/3']
const blockedV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20']
const loopback = ['127.0.0.0/8', '::1/128']

const listOf = (networks: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

const lists = { blockedV4: listOf(blockedV4), publicV6: listOf(publicV6), blockedV6: listOf(blockedV6), loopback: listOf(loopback) }

/** `address/bits`, both in range. */
export function isNetwork(text: string): boolean {
  const [, address = '', bits = ''] = /^([0-9a-fA-F.:]{2,45})\/(\d{1,3})$/.exec(text) ?? []
  const version = isIP(address)
  return version !== 0 && Number(bits) <= (version === 6 ? 128 : 32)
}

/** `443,8000-8999`; undefined: it is no list of ports. */
export function parsePorts(text: string): readonly PortRange[] | undefined {
  const ports: PortRange[] = []
  for (const part of text.split(',')) {
    const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim()) ?? []
    if (from === undefined || to === undefined) return undefined
    const range = { from: Number(from), to: Number(to) }
    if (range.from < 1 || range.to > 65_535 || range.from > range.to) return undefined
    ports.push(range)
  }
  return ports
}

/** IPv4 that is written as IPv6 (`::ffff:10.0.0.1`, RFC 4291 §2.5.5.2) is what the system connects to: it is judged as IPv4. */
function unmapped(address: string): string {
  const bare = address.split('%', 1)[0] ?? ''
  if (isIP(bare) !== 6) return bare
  const [, high, low, dotted] = /^\[::ffff:(?:([0-9a-f]{1,4}):([0-9a-f]{1,4})|(\d+\.\d+\.\d+\.\d+))\]$/.exec(hostOf(bare)) ?? []
  if (dotted !== undefined) return dotted
  if (high === undefined || low === undefined) return bare
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return [a >> 8, a & 255, b >> 8, b & 255].join('.')
}

/** The one form that the URL standard gives an IPv6 address. */
const hostOf = (address: string): string => new URL(`http://[${address}]/`).hostname

const holds = (list: BlockList, address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')

export const isLoopback = (address: string): boolean => {
  const plain = unmapped(address)
  return isIP(plain) !== 0 && holds(lists.loopback, plain)
}

/** Whether a connection to this address may be made. Asked of the very address that is connected to, after the name was resolved. */
export function createAddressCheck(policy: DestinationPolicy): (address: string) => boolean {
  const allowed = listOf(policy.networks)
  return (address) => {
    const plain = unmapped(address)
    const version = isIP(plain)
    if (version === 0) return false
    if (holds(allowed, plain)) return true
    if (version === 4) return !holds(lists.blockedV4, plain)
    return holds(lists.publicV6, plain) && !holds(lists.blockedV6, plain)
  }
}

/**
 * A destination as it may be subscribed with. Names are resolved when a delivery is made, not here. Problems, all at `at`: `dest-not-url`,
 * `dest-scheme`, `dest-credentials`, `dest-fragment`, `dest-port`, `dest-address`.
 */
export function parseDestination(text: string, policy: DestinationPolicy, at = '/dest'): Result<URL> {
  const url = text.length <= longestUrl && text.isWellFormed() && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.hostname === '') return refuse({ code: 'dest-not-url', at, params: { longest: longestUrl } })
  const problems: Problem[] = []
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const allowsHttp = policy.networks.some((network) => isLoopback(network.split('/', 1)[0] ?? ''))
  const isLocalName = isLoopback(host) || host === 'localhost'
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && allowsHttp && isLocalName)) {
    problems.push({ code: 'dest-scheme', at, params: { scheme: url.protocol.slice(0, -1).slice(0, 20) } })
  } else {
    const port = portOf(url)
    if (!policy.ports.some(({ from, to }) => port >= from && port <= to)) problems.push({ code: 'dest-port', at, params: { port } })
  }
  if (url.username !== '' || url.password !== '') problems.push({ code: 'dest-credentials', at })
  if (url.hash !== '') problems.push({ code: 'dest-fragment', at })
  if (isIP(host) !== 0 && !createAddressCheck(policy)(host)) problems.push({ code: 'dest-address', at, params: { address: host } })
  return problems.length > 0 ? { ok: false, problems } : succeed(url)
}

export const portOf = (url: URL): number => Number(url.port || (url.protocol === 'http:' ? 80 : 443))
