import { Type } from '@fastify/type-provider-typebox'

const count = (description: string) => Type.Integer({ minimum: 0, description })

const captureError = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  pointer: Type.String({ description: 'JSON Pointer (RFC 6901) into the document; of XML the XPath of the element' }),
  line: Type.Optional(Type.Integer({ minimum: 1, description: 'In a text whose lines were counted: JSON that is malformed, and XML' })),
  column: Type.Optional(Type.Integer({ minimum: 1 })),
  clause: Type.Optional(Type.String({ description: 'What is broken, and where it is written' })),
})

const notice = Type.Object({
  code: Type.String(),
  pointer: Type.String(),
  message: Type.String(),
  index: Type.Integer({ description: 'The fact that is surprising' }),
  earlier: Type.Integer({ description: 'The fact that makes it so' }),
})

/** CaptureJob of EPCIS 2.0, and what Proofline adds to it. */
export const captureJob = Type.Object(
  {
    captureID: Type.String({ format: 'uuid' }),
    createdAt: Type.String({ format: 'date-time' }),
    finishedAt: Type.Optional(Type.String({ format: 'date-time' })),
    running: Type.Boolean(),
    success: Type.Boolean(),
    captureErrorBehaviour: Type.Union([Type.Literal('rollback'), Type.Literal('proceed')]),
    errors: Type.Array(captureError),
    document: Type.Object({
      sha256: Type.String({ description: 'Of the bytes as they came' }),
      size: count('Bytes'),
      kept: Type.Boolean({ description: 'Whether the bytes are kept' }),
    }),
    events: Type.Object({ received: count('In the document'), refused: count('Of them not recorded') }),
    facts: Type.Object({
      expected: count('Good events and vocabulary elements of the document'),
      recorded: count('So far'),
      duplicates: count('Of them recorded before: they point to the first'),
      runs: Type.Array(
        Type.Object({
          position: Type.Integer({ description: 'Place among the expected facts, counted from 0' }),
          index: Type.Integer({ description: 'Index in the log' }),
          count: Type.Integer({ description: 'So many in a row, in both' }),
        }),
      ),
    }),
    notices: Type.Array(notice, { description: 'What was recorded and is surprising' }),
  },
  { title: 'CaptureJob' },
)

export const captureJobs = Type.Array(captureJob, { title: 'CaptureJobs' })

export const jobParams = Type.Object({ captureID: Type.String() })

export const pageQuery = Type.Object({
  perPage: Type.Optional(Type.String({ description: '1 to 100, 30 unless told' })),
  nextPageToken: Type.Optional(Type.String()),
})
