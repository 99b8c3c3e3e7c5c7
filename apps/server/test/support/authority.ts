import { hash, webcrypto } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Integer, Null, ObjectIdentifier, OctetString, PrintableString, Sequence } from 'asn1js'
import {
  AlgorithmIdentifier,
  AltName,
  Attribute,
  AttributeTypeAndValue,
  BasicConstraints,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  Extension,
  ExtKeyUsage,
  GeneralName,
  IssuerAndSerialNumber,
  MessageImprint,
  PKIStatusInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'

type KeyPair = webcrypto.CryptoKeyPair
type Issuer = { readonly certificate: Certificate; readonly keys: KeyPair }

const day = 86_400_000
const sha256 = '2.16.840.1.101.3.4.2.1'
const makeKeys = async (): Promise<KeyPair> =>
  (await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as KeyPair

const nameOf = (text: string): AttributeTypeAndValue =>
  new AttributeTypeAndValue({ type: '2.5.4.3', value: new PrintableString({ value: text }) })

let serial = 0

export type CertificateOptions = {
  readonly isCa?: boolean
  readonly purposes?: readonly string[]
  readonly from?: number
  readonly to?: number
  /** Names of hosts that it stands for (RFC 5280 §4.2.1.6). */
  readonly hosts?: readonly string[]
}

const timeStamping = '1.3.6.1.5.5.7.3.8'

/** A certificate; its issuer's, or signed by itself. Times are milliseconds since 1970. */
export async function issue(name: string, issuer: Issuer | undefined, options: CertificateOptions = {}): Promise<Issuer> {
  const { isCa = false, purposes = [timeStamping], from = Date.now() - day, to = Date.now() + day } = options
  const keys = await makeKeys()
  const certificate = new Certificate()
  certificate.version = 2
  serial += 1
  certificate.serialNumber = new Integer({ value: serial })
  certificate.subject.typesAndValues.push(nameOf(name))
  certificate.issuer.typesAndValues.push(...(issuer?.certificate.subject.typesAndValues ?? [nameOf(name)]))
  certificate.notBefore.value = new Date(from)
  certificate.notAfter.value = new Date(to)
  const constraints = new BasicConstraints({ cA: isCa }).toSchema()
  const extensions = [new Extension({ extnID: '2.5.29.19', critical: true, extnValue: constraints.toBER() })]
  if (!isCa && purposes.length > 0) {
    const usage = new ExtKeyUsage({ keyPurposes: [...purposes] }).toSchema()
    extensions.push(new Extension({ extnID: '2.5.29.37', critical: true, extnValue: usage.toBER() }))
  }
  if (options.hosts !== undefined) {
    const names = new AltName({ altNames: options.hosts.map((value) => new GeneralName({ type: 2, value })) }).toSchema()
    extensions.push(new Extension({ extnID: '2.5.29.17', critical: false, extnValue: names.toBER() }))
  }
  certificate.extensions = extensions
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey)
  await certificate.sign((issuer?.keys ?? keys).privateKey, 'SHA-256')
  return { certificate, keys }
}

export const derOf = (certificate: Certificate): Buffer => Buffer.from(certificate.toSchema(true).toBER())

/** No line is empty: readers of PEM end there. */
const linesOf = (base64: string): string => base64.match(/.{1,64}/g)?.join('\n') ?? ''

export const pemOf = (certificate: Certificate): string => {
  const text = derOf(certificate).toString('base64')
  return `-----BEGIN CERTIFICATE-----\n${linesOf(text)}\n-----END CERTIFICATE-----\n`
}

export const privatePemOf = async ({ privateKey }: KeyPair): Promise<string> => {
  const text = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey)).toString('base64')
  return `-----BEGIN PRIVATE KEY-----\n${linesOf(text)}\n-----END PRIVATE KEY-----\n`
}

/** What an authority does with a request. Everything that is not said is done as RFC 3161 has it. */
export type Manner = {
  readonly signer?: Issuer
  /** The certificate that the signed attributes name, where it is another. */
  readonly named?: Issuer
  readonly imprint?: Buffer
  readonly nonce?: number
  readonly policy?: string
  readonly at?: Date
  readonly status?: number
  /** Changes the TSTInfo after it was signed. */
  readonly forged?: boolean
}

const content = (type: string, value: OctetString | ObjectIdentifier | Sequence): Attribute => new Attribute({ type, values: [value] })

/** A TimeStampResp (RFC 3161 §2.4.2) for a TimeStampReq. */
export async function answer(request: Uint8Array, standard: Issuer, manner: Manner = {}): Promise<Uint8Array> {
  const asked = TimeStampReq.fromBER(Uint8Array.from(request).buffer)
  const { signer = standard, at = new Date(), status = 0 } = manner
  if (status > 1) return new Uint8Array(new TimeStampResp({ status: new PKIStatusInfo({ status }) }).toSchema().toBER())
  serial += 1
  const info = (shift: number): ArrayBuffer =>
    new TSTInfo({
      version: 1,
      policy: manner.policy ?? asked.reqPolicy ?? '1.2.3.4.1',
      messageImprint: new MessageImprint({
        hashAlgorithm: new AlgorithmIdentifier({ algorithmId: sha256, algorithmParams: new Null() }),
        hashedMessage: new OctetString({
          valueHex: Uint8Array.from(manner.imprint ?? asked.messageImprint.hashedMessage.valueBlock.valueHexView).buffer,
        }),
      }),
      serialNumber: new Integer({ value: serial }),
      genTime: new Date(at.getTime() + shift),
      nonce: manner.nonce === undefined ? (asked.nonce ?? new Integer({ value: 0 })) : new Integer({ value: manner.nonce }),
    })
      .toSchema()
      .toBER()
  const signed = await sign(info(0), signer, manner.named ?? signer)
  if (manner.forged === true) signed.encapContentInfo.eContent = new OctetString({ valueHex: info(-day / 2) })
  const token = new ContentInfo({ contentType: '1.2.840.113549.1.7.2', content: signed.toSchema(true) })
  return new Uint8Array(new TimeStampResp({ status: new PKIStatusInfo({ status }), timeStampToken: token }).toSchema().toBER())
}

async function sign(info: ArrayBuffer, signer: Issuer, named: Issuer): Promise<SignedData> {
  const { certificate, keys } = signer
  const certificateHash = hash('sha256', Buffer.from(named.certificate.toSchema(true).toBER()), 'buffer')
  const ess = new Sequence({ value: [new OctetString({ valueHex: Uint8Array.from(certificateHash).buffer })] })
  const digest = Uint8Array.from(hash('sha256', new Uint8Array(info), 'buffer')).buffer
  const signed = new SignedData({
    version: 3,
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: '1.2.840.113549.1.9.16.1.4',
      eContent: new OctetString({ valueHex: info }),
    }),
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: certificate.issuer, serialNumber: certificate.serialNumber }),
        signedAttrs: new SignedAndUnsignedAttributes({
          type: 0,
          attributes: [
            content('1.2.840.113549.1.9.3', new ObjectIdentifier({ value: '1.2.840.113549.1.9.16.1.4' })),
            content('1.2.840.113549.1.9.4', new OctetString({ valueHex: digest })),
            content('1.2.840.113549.1.9.16.2.47', new Sequence({ value: [new Sequence({ value: [ess] })] })),
          ],
        }),
      }),
    ],
    certificates: [certificate],
  })
  await signed.sign(keys.privateKey, 0, 'SHA-256')
  return signed
}

export type TestAuthority = {
  readonly url: string
  readonly roots: string
  readonly issuer: Issuer
  /** Requests that came. */
  requests(): number
  /** From now on it does this; a function gives the whole answer. */
  behave(manner: Manner | ((request: Uint8Array) => Promise<Uint8Array | { status: number }>)): void
  close(): Promise<void>
}

/** A time-stamping authority with a root of its own, on a port of its own. */
export async function startTestAuthority(): Promise<TestAuthority> {
  const issuer = await issue('Test Root', undefined, { isCa: true })
  const standard = await issue('Test TSA', issuer)
  let manner: Parameters<TestAuthority['behave']>[0] = {}
  let requests = 0
  const server = createServer((request, response) => {
    void (async () => {
      requests += 1
      const bytes = Buffer.concat(await request.toArray())
      const isQuery = request.method === 'POST' && request.headers['content-type'] === 'application/timestamp-query'
      const given = !isQuery ? { status: 415 } : typeof manner === 'function' ? await manner(bytes) : await answer(bytes, standard, manner)
      if (!(given instanceof Uint8Array)) response.writeHead(given.status).end()
      else response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(given)
    })()
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    roots: pemOf(issuer.certificate),
    issuer,
    requests: () => requests,
    behave: (next) => {
      manner = next
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
