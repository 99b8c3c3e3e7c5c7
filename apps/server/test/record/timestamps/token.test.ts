import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { parseAuthorities } from '../../../src/record/timestamps/index.ts'
import { makeRequest, readToken } from '../../../src/record/timestamps/request.ts'
import { verifyToken } from '../../../src/record/timestamps/token.ts'
import { answer, derOf, issue, type Manner, pemOf } from '../../support/authority.ts'

const note = 'example.com/log\n5\nqINS1GRFhWHwdkUeqLEoP4yEMkTBBzxBkGwGQlVlVcs=\n\n— example.com/log AAAA\n'
const day = 86_400_000
type Issuer = Awaited<ReturnType<typeof issue>>
let root: Issuer
let signer: Issuer

before(async () => {
  root = await issue('Root', undefined, { isCa: true })
  signer = await issue('TSA', root)
})

async function ask(manner: Manner = {}, policy?: string): Promise<{ token: Uint8Array; nonce: Uint8Array }> {
  const request = makeRequest(note, policy)
  return { token: readToken(await answer(request.bytes, signer, manner), 'test'), nonce: request.nonce }
}

async function codeOf(manner: Manner, policy?: string): Promise<string | undefined> {
  const { token, nonce } = await ask(manner, policy)
  const verdict = await verifyToken(token, note, { roots: [derOf(root.certificate)], policy }, nonce)
  return verdict.ok ? undefined : verdict.problems[0]?.code
}

test('a stamp that holds says when, under which policy, and by whom', async () => {
  const at = new Date(Math.floor(Date.now() / 1000) * 1000)
  const { token, nonce } = await ask({ at }, '1.2.3.4.5')
  const verdict = await verifyToken(token, note, { roots: [derOf(root.certificate)], policy: '1.2.3.4.5' }, nonce)
  assert.deepEqual(verdict, { ok: true, value: { at: at.getTime(), policy: '1.2.3.4.5', signer: 'TSA' } })
  // Verified again years later: the certificate counts as of the moment of the stamp.
  assert.equal((await verifyToken(token, note, { roots: [derOf(root.certificate)], policy: undefined })).ok, true)
})

test('what stamps something else, answers another request, or is signed by somebody else does not hold', async () => {
  const [other, otherRoot] = [await issue('TSA', root), await issue('Root', undefined, { isCa: true })]
  const cases: readonly [string, Manner, string?][] = [
    ['timestamp-imprint', { imprint: Buffer.alloc(32, 7) }],
    ['timestamp-nonce', { nonce: 7 }],
    ['timestamp-policy', { policy: '1.2.3.4.6' }, '1.2.3.4.5'],
    ['timestamp-untrusted', { signer: await issue('TSA', otherRoot) }],
    ['timestamp-untrusted', { signer: await issue('TSA', undefined) }],
    ['timestamp-untrusted', { signer: await issue('TSA', root, { from: Date.now() - 3 * day, to: Date.now() - 2 * day }) }],
    ['timestamp-untrusted', { at: new Date(Date.now() + 3 * day) }],
    ['timestamp-untrusted', { signer: await issue('TSA', await issue('no CA', root)) }],
    ['timestamp-signer', { signer: await issue('TSA', root, { purposes: [] }) }],
    ['timestamp-signer', { signer: await issue('TSA', root, { purposes: ['1.3.6.1.5.5.7.3.3'] }) }],
    ['timestamp-signer', { signer: await issue('TSA', root, { purposes: ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.3'] }) }],
    ['timestamp-signer', { named: other }],
    ['timestamp-signature', { forged: true }],
    ['timestamp-signature', { signer: { certificate: signer.certificate, keys: other.keys } }],
  ]
  for (const [code, manner, policy] of cases) assert.equal(await codeOf(manner, policy), code)
  const { token } = await ask()
  const ofAnother = await verifyToken(token, `${note}— x AAAA\n`, { roots: [derOf(root.certificate)], policy: undefined })
  assert.equal(ofAnother.ok ? '' : ofAnother.problems[0]?.code, 'timestamp-imprint')
})

test('garbage is refused, whatever it is, and a stamp with any byte changed', async () => {
  const roots = [derOf(root.certificate)]
  for (const bytes of [Buffer.alloc(0), Buffer.from('<html>'), Buffer.alloc(100_000, 0x30), Buffer.from('3080'.repeat(20_000), 'hex')]) {
    assert.throws(() => readToken(bytes, 'test'), { code: 'timestamp-invalid' })
    const verdict = await verifyToken(bytes, note, { roots, policy: undefined })
    assert.equal(verdict.ok ? '' : verdict.problems[0]?.code, 'timestamp-malformed')
  }
  const { token, nonce } = await ask()
  let held = 0
  for (let at = 0; at < token.length; at += 7) {
    const changed = token.slice()
    changed[at] = (changed[at] ?? 0) ^ 0x41
    const verdict = await verifyToken(changed, note, { roots, policy: undefined }, nonce)
    // What the signature does not cover: the versions and the digest list of the envelope, which say nothing.
    if (verdict.ok) held += 1
  }
  assert.ok(held <= 4, `${held} changed tokens held`)
  assert.equal((await verifyToken(token.subarray(0, -1), note, { roots, policy: undefined })).ok, false)
})

test('who stamps is read line by line, and a line that names nobody is refused', () => {
  const read = (path: string): string => {
    if (path === 'root.pem') return pemOf(root.certificate)
    if (path === 'empty.pem') return 'nothing'
    throw new Error('ENOENT')
  }
  const text = '# TSA\n\nauthority one https://tsa.example/x root.pem\r\nauthority two - root.pem every=600 policy=1.2.3\n'
  const known = parseAuthorities(text, read).map(({ roots, ...rest }) => ({ ...rest, roots: roots.length }))
  assert.deepEqual(known, [
    { name: 'one', url: 'https://tsa.example/x', roots: 1, policy: undefined, everyMs: 60_000 },
    { name: 'two', url: undefined, roots: 1, policy: '1.2.3', everyMs: 600_000 },
  ])
  for (const line of [
    'authority one',
    'authority one ftp://x root.pem',
    'tsa one - root.pem',
    'authority one - root.pem every=0',
    'authority two - root.pem x=1',
  ])
    assert.throws(() => parseAuthorities(`\n${line}`, read), { code: 'timestamp-policy-malformed', params: { line: 2 } }, line)
  assert.throws(() => parseAuthorities('authority a - root.pem\nauthority a - root.pem', read), { code: 'timestamp-policy-malformed' })
  for (const file of ['empty.pem', 'none.pem'])
    assert.throws(() => parseAuthorities(`authority a - ${file}`, read), { code: 'timestamp-roots-unreadable' }, file)
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

test('a stamp made by OpenSSL holds', { skip: hasOpenssl ? false : 'there is no openssl on this machine' }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'proofline-tsa-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const openssl = (line: string): void => {
    const { status, stderr } = spawnSync('openssl', line.split(' '), { cwd: folder, encoding: 'utf8' })
    assert.equal(status, 0, stderr)
  }
  const conf = [
    '[ca]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign',
    '[tsa]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:false',
    '[tsa_config]\nserial=serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\ness_cert_id_chain=no\ness_cert_id_alg=sha256\ncrypto_device=builtin',
  ]
  writeFileSync(join(folder, 'conf'), `[req]\ndistinguished_name=dn\n[dn]\n${conf.join('\n')}\n`)
  writeFileSync(join(folder, 'serial'), '01\n')
  const made = '-newkey rsa:2048 -nodes -config conf'
  openssl(`req -x509 ${made} -keyout ca.key -out ca.pem -subj /CN=Root -days 2 -extensions ca`)
  openssl(`req ${made} -keyout tsa.key -out tsa.csr -subj /CN=OpenSSL`)
  openssl('x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 2 -extfile conf -extensions tsa')
  const request = makeRequest(note, undefined)
  writeFileSync(join(folder, 'q.tsq'), request.bytes)
  openssl('ts -reply -config conf -section tsa_config -queryfile q.tsq -signer tsa.pem -inkey tsa.key -out r.tsr')
  const [authority] = parseAuthorities('authority openssl - ca.pem', (path) => readFileSync(join(folder, path), 'utf8'))
  assert.ok(authority !== undefined)
  const token = readToken(readFileSync(join(folder, 'r.tsr')), 'openssl')
  const verdict = await verifyToken(token, note, authority, request.nonce)
  assert.deepEqual(verdict.ok && [verdict.value.policy, verdict.value.signer], ['1.2.3.4.1', 'OpenSSL'], JSON.stringify(verdict))
})
