import { hash } from 'node:crypto'
import { type Problem, type Result, refuse, succeed } from '@proofline/problems'
import { type BaseBlock, ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import { Certificate, ContentInfo, ExtKeyUsage, SignedData, SignedDataVerifyError, type SignerInfo, TSTInfo } from 'pkijs'
import type { Authority, Stamp, StampProblem } from './model.ts'
import { imprintOf, sha256Oid } from './request.ts'

const oids = {
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  extKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
} as const

/** Digests that a signature may be over, and an ESSCertIDv2 be made with. SHA-1 is none: two texts of one digest have been made. */
const digests: ReadonlyMap<string, string> = new Map([
  [sha256Oid, 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

type Token = { readonly signed: SignedData; readonly signer: SignerInfo; readonly info: TSTInfo }

const fail = (code: StampProblem, reason: string): Result<never> => refuse({ code, at: '', params: { reason } } satisfies Problem)

/**
 * Whether a TimeStampToken (RFC 3161 §2.4.2, RFC 5816) stamps this note: imprint, policy, signature, the signer's certificate and its path to a root at
 * the moment of the stamp. `nonce`: of the request, when it is an answer. It is not asked whether a certificate was revoked since.
 */
export async function verifyToken(
  token: Uint8Array,
  note: string,
  { roots, policy }: Pick<Authority, 'roots' | 'policy'>,
  nonce?: Uint8Array,
): Promise<Result<Stamp>> {
  const read = readToken(token)
  if (typeof read === 'string') return fail('timestamp-malformed', read)
  const { signed, info, signer } = read
  const { hashAlgorithm, hashedMessage } = info.messageImprint
  if (hashAlgorithm.algorithmId !== sha256Oid || !imprintOf(note).equals(Buffer.from(hashedMessage.valueBlock.valueHexView)))
    return fail('timestamp-imprint', 'another imprint')
  if (nonce !== undefined && !Buffer.from(info.nonce?.valueBlock.valueHexView ?? []).equals(nonce))
    return fail('timestamp-nonce', 'another nonce')
  if (policy !== undefined && info.policy !== policy) return fail('timestamp-policy', info.policy)
  if (!digests.has(signer.digestAlgorithm.algorithmId)) return fail('timestamp-signature', `digest ${signer.digestAlgorithm.algorithmId}`)
  const verified = await verifySigned(signed, note, roots)
  if (!verified.ok) return verified
  const certificate = verified.value
  const wrong = wrongSigner(signer, certificate)
  if (wrong !== undefined) return fail('timestamp-signer', wrong)
  return succeed({ at: info.genTime.getTime(), policy: info.policy, signer: nameOf(certificate) })
}

/** The three layers of a token; where it is none, what is wrong. Whatever the parser throws at hostile bytes says just that. */
function readToken(bytes: Uint8Array): Token | string {
  try {
    const content = ContentInfo.fromBER(Uint8Array.from(bytes).buffer)
    if (content.contentType !== oids.signedData) return 'not signed data'
    const signed = new SignedData({ schema: content.content })
    const [signer] = signed.signerInfos
    const { eContentType, eContent } = signed.encapContentInfo
    if (eContentType !== oids.tstInfo || eContent === undefined) return 'no TSTInfo'
    if (signer === undefined || signed.signerInfos.length !== 1) return 'not one signer'
    const info = TSTInfo.fromBER(eContent.getValue())
    if (info.version !== 1 || Number.isNaN(info.genTime.getTime())) return 'TSTInfo of another version'
    return { signed, signer, info }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Codes of `SignedDataVerifyError`: the signer's certificate is not in the token; it has no valid path. */
const noCertificate: readonly number[] = [2, 3]
const noPath = 5

async function verifySigned(signed: SignedData, note: string, roots: readonly Uint8Array[]): Promise<Result<Certificate>> {
  try {
    const data = Uint8Array.from(Buffer.from(note, 'utf8')).buffer
    const { signatureVerified, signerCertificate } = await signed.verify({
      signer: 0,
      data,
      trustedCerts: roots.map((root) => Certificate.fromBER(Uint8Array.from(root).buffer)),
      checkChain: true,
      passedWhenNotRevValues: true,
      extendedMode: true,
    })
    if (signatureVerified !== true || !(signerCertificate instanceof Certificate)) return fail('timestamp-signature', 'it does not verify')
    return succeed(signerCertificate)
  } catch (error) {
    if (!(error instanceof SignedDataVerifyError)) throw error
    if (error.code === noPath) return fail('timestamp-untrusted', error.message)
    return fail(noCertificate.includes(error.code) ? 'timestamp-signer' : 'timestamp-signature', error.message)
  }
}

/** RFC 3161 §2.3 and §2.4.2: a certificate for time stamps and nothing else, named by the signed attributes. Undefined: it is. */
function wrongSigner(signer: SignerInfo, certificate: Certificate): string | undefined {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === oids.extKeyUsage)
  const purposes = usage?.parsedValue instanceof ExtKeyUsage ? usage.parsedValue.keyPurposes : []
  if (usage?.critical !== true || purposes.length !== 1 || purposes[0] !== oids.timeStamping)
    return 'its certificate is not for time stamps'
  const attribute = (type: string): unknown => signer.signedAttrs?.attributes.find((one) => one.type === type)?.values[0]
  const contentType = attribute(oids.contentType)
  if (!(contentType instanceof ObjectIdentifier) || contentType.getValue() !== oids.tstInfo)
    return 'its signed attributes name other content'
  const der = Buffer.from(certificate.toSchema().toBER())
  const named = attribute(oids.signingCertificateV2)
  const isNamed = named === undefined ? isCertificate(attribute(oids.signingCertificate), der, 'sha1') : isCertificate(named, der, 'sha256')
  return isNamed ? undefined : 'its signed attributes name another certificate'
}

/** SigningCertificate (RFC 2634 §5.4) and SigningCertificateV2 (RFC 5035 §3): the first of the list is the signer's. */
function isCertificate(value: unknown, der: Buffer, standardDigest: string): boolean {
  const entry = firstOf(firstOf(value))
  const [first, second] = entry instanceof Sequence ? entry.valueBlock.value : []
  const algorithm = first instanceof Sequence ? firstOf(first) : undefined
  const digest = algorithm instanceof ObjectIdentifier ? digests.get(algorithm.getValue()) : standardDigest
  const named = first instanceof Sequence ? second : first
  return (
    digest !== undefined && named instanceof OctetString && hash(digest, der, 'buffer').equals(Buffer.from(named.valueBlock.valueHexView))
  )
}

const firstOf = (value: unknown): BaseBlock | undefined => (value instanceof Sequence ? value.valueBlock.value[0] : undefined)

/** The subject, as far as it says a name; the serial number otherwise. */
function nameOf({ subject, serialNumber }: Certificate): string {
  const words = subject.typesAndValues.map(({ value }) => value.valueBlock.value)
  return words.length > 0 ? words.join(', ') : Buffer.from(serialNumber.valueBlock.valueHexView).toString('hex')
}
