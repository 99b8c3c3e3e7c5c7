import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  createAddressCheck,
  isNetwork,
  parseDestination,
  parsePorts,
  standardPolicy,
} from '../../../src/answers/subscriptions/destination.ts'

const codes = (dest: string, policy = standardPolicy): string[] => {
  const parsed = parseDestination(dest, policy)
  return parsed.ok ? [] : parsed.problems.map(({ code }) => code)
}

const inside = `
  0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1
  172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1
  239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:7f00:1
  ::FFFF:10.0.0.1 0:0:0:0:0:ffff:a9fe:a9fe ::ffff:0:127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:db8::1
  2002:7f00:1:: 2002:a00:1::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 4000::1
`
  .trim()
  .split(/\s+/)
const outside = `
  1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.169.0.1 223.255.255.255 ::ffff:8.8.8.8
  ::ffff:808:808 2606:4700::1111 2a00:1450::1 2400:3200::1
`
  .trim()
  .split(/\s+/)

describe('an address that results may be sent to', () => {
  const isAllowed = createAddressCheck(standardPolicy)

  for (const address of inside) it(`is not ${address}`, () => assert.equal(isAllowed(address), false))
  for (const address of outside) it(`may be ${address}`, () => assert.equal(isAllowed(address), true))

  it('is nothing that is no address', () => {
    for (const text of ['', 'localhost', '1.2.3', '1.2.3.4.5', '999.1.1.1', '%', '::ffff:1.2.3']) assert.equal(isAllowed(text), false, text)
  })

  it('lies in a network that the operator named, and in no other that is not public', () => {
    const check = createAddressCheck({ ...standardPolicy, networks: ['10.1.0.0/16', 'fd00:1::/32'] })
    assert.deepEqual(['10.1.2.3', '::ffff:10.1.2.3', '10.2.0.1', 'fd00:1::5', 'fd00:2::5', '127.0.0.1', '8.8.8.8'].map(check), [
      true,
      true,
      false,
      true,
      false,
      false,
      true,
    ])
  })
})

describe('a destination', () => {
  it('is https on an allowed port, without credentials or fragment; all problems at once', () => {
    assert.deepEqual(codes('https://client.example.com/results?a=b'), [])
    assert.deepEqual(codes('https://例子.example/结果'), [])
    assert.deepEqual(codes('http://client.example.com/'), ['dest-scheme'])
    assert.deepEqual(codes('ftp://client.example.com/'), ['dest-scheme'])
    assert.deepEqual(codes('file:///etc/passwd'), ['dest-not-url'])
    assert.deepEqual(codes('javascript:alert(1)'), ['dest-not-url'])
    assert.deepEqual(codes('/results'), ['dest-not-url'])
    assert.deepEqual(codes(`https://a.example/${'a'.repeat(2_000)}`), ['dest-not-url'])
    assert.deepEqual(codes('https://me:secret@10.0.0.1:22/#x'), ['dest-port', 'dest-credentials', 'dest-fragment', 'dest-address'])
  })

  it('is not an inner address in any spelling that a URL knows', () => {
    for (const host of [
      '127.0.0.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.1',
      '127.0.0.1.',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '169.254.169.254',
      '1２7.0.0.1',
    ])
      assert.deepEqual(codes(`https://${host}/`), ['dest-address'], host)
  })

  it('is http only where the operator has named loopback, and only on loopback', () => {
    const policy = { networks: ['127.0.0.0/8'], ports: [{ from: 1, to: 65_535 }] }
    assert.deepEqual(codes('http://127.0.0.1:3000/', policy), [])
    assert.deepEqual(codes('http://localhost:3000/', policy), [])
    assert.deepEqual(codes('http://client.example.com/', policy), ['dest-scheme'])
    assert.deepEqual(codes('http://127.0.0.1/', { ...policy, networks: ['10.0.0.0/8'] }), ['dest-scheme', 'dest-address'])
  })

  it('is allowed by settings that are read strictly', () => {
    assert.deepEqual(parsePorts('443,8000-8999'), [
      { from: 443, to: 443 },
      { from: 8_000, to: 8_999 },
    ])
    for (const text of ['', '0', '65536', '9-1', 'all', '1,', '-1']) assert.equal(parsePorts(text), undefined, text)
    assert.deepEqual(['10.0.0.0/8', 'fd00::/8', '::1/128'].map(isNetwork), [true, true, true])
    for (const text of ['10.0.0.0', '10.0.0/8', '10.0.0.0/33', '::1/129', 'a/8', '10.0.0.0/8 ']) assert.equal(isNetwork(text), false, text)
  })
})
