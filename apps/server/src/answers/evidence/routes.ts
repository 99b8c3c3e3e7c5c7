import { describeFinding, evidenceTexts } from '@proofline/evidence'
import { identifierTexts } from '@proofline/identifiers'
import { ledgerTexts } from '@proofline/ledger'
import { Type } from 'typebox'
import { badInput, busy, type HttpServer, longestAnswerMs, Refusal } from '../../platform/http/index.ts'
import { BundlerError } from './bundler.ts'
import { Evidence, type EvidenceOptions, type Exported } from './commands.ts'
import { limits } from './model.ts'
import { texts } from './texts.ts'

const question = Type.Object(
  {
    objects: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 2000, description: 'EPC URN, GS1 Digital Link or another URI' }), {
        maxItems: limits.objects,
        description: 'Every fact that names one of these is in the bundle',
      }),
    ),
    facts: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), {
        maxItems: limits.facts,
        description: 'Indexes of facts, such as those that an answer rests on',
      }),
    ),
    withBodies: Type.Optional(Type.Boolean({ default: true, description: 'false: contents are bound and withheld' })),
    reason: Type.Optional(Type.String({ maxLength: 2000, description: 'Why it is made; stands in the bundle' })),
  },
  { additionalProperties: false },
)

const catalogs = [texts, evidenceTexts, identifierTexts, ledgerTexts]

/** POST /evidence: an evidence bundle as a zip file. @returns what ends the work that is under way. */
export function registerEvidence(app: HttpServer, options: EvidenceOptions): () => Promise<void> {
  const evidence = new Evidence(options)
  const schema = {
    tags: ['evidence'],
    summary: 'An evidence bundle: facts with their proofs, to be verified offline',
    description:
      'Answers a zip file (application/zip); its SHA-256 stands in Repr-Digest. docs/reference/evidence-bundle.md is its format.',
    body: question,
  }
  app.post('/evidence', { schema, handlerTimeout: longestAnswerMs }, async (request, reply) => {
    const { objects = [], facts = [], withBodies = true, reason = '' } = request.body
    const answer = await evidence.export({ objects, facts, withBodies, reason }).catch(asRefusal)
    if (answer.what !== 'made') {
      if (answer.what === 'damaged')
        request.log.error({ problems: answer.problems.map((found) => describeFinding(found, 'en')) }, 'the record does not hold')
      throw refusalOf(answer)
    }
    const digest = Buffer.from(answer.sha256)
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="proofline-evidence-${digest.toString('hex', 0, 6)}.zip"`)
      .header('repr-digest', `sha-256=:${digest.toString('base64')}:`)
      .header('cache-control', 'no-store')
      .send(Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.length))
  })
  return () => evidence.close()
}

/** Our own state, not the question's: the same request may succeed later. */
function asRefusal(error: unknown): never {
  if (error instanceof BundlerError && error.retriable) throw busy(error.code, 5, texts)
  if (error instanceof BundlerError && error.code === 'evidence-took-too-long') throw new Refusal(422, error.code, { catalogs })
  throw error
}

function refusalOf(answer: Exclude<Exported, { what: 'made' }>): Refusal {
  switch (answer.what) {
    case 'malformed':
      return badInput(answer.problems, ...catalogs)
    case 'unknown-objects':
      return new Refusal(404, 'evidence-objects-unknown', { catalogs, problems: answer.problems })
    case 'too-many-facts':
      return new Refusal(422, 'evidence-too-many-facts', { catalogs, params: { count: answer.count, most: limits.facts } })
    case 'too-large':
      return new Refusal(422, 'evidence-too-large', { catalogs, params: { most: limits.bytes / 1_000_000 } })
    case 'unsigned':
      return busy('evidence-unsigned', 2, texts)
    case 'views-behind':
      return busy('evidence-views-behind', 5, texts)
    case 'changed':
      return busy('evidence-changed', 1, texts)
    case 'damaged':
      return new Refusal(500, 'evidence-damaged', { catalogs, problems: answer.problems })
    default:
      return answer satisfies never
  }
}
