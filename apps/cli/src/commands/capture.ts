import type { Command, CommandContext } from '../command.ts'
import type { Connection } from '../connection/index.ts'
import { cutDocument, epcisEndings, findDocuments, isXml, type Part } from '../documents/index.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'
import { formatCount, formatDuration } from '../terminal/index.ts'

/** EPCIS 2.0 CaptureJob (REST binding, `/capture/{captureID}`), as far as the command reads it. */
type CaptureJob = { captureID: string; running: boolean; success: boolean; errors?: unknown[]; events?: { received: number } }
type ProblemEntry = {
  pointer?: string
  at?: string
  code?: string
  detail?: string
  message?: string
  clause?: string
  line?: number
  column?: number
}
type Outcome = { readonly accepted: boolean; readonly job?: CaptureJob; readonly problems: readonly ProblemEntry[]; readonly title: string }

/** The server's own limits where it announces them, else the defaults of the product. */
async function readLimits(connection: Connection): Promise<{ maxBytes: number; maxEvents: number }> {
  const { headers } = await connection.request('OPTIONS', '/epcis/capture')
  return {
    maxBytes: Number(headers.get('gs1-epcis-capture-file-size-limit')) || 20_000_000,
    maxEvents: Number(headers.get('gs1-epcis-capture-limit')) || 10_000,
  }
}

const longestPauseMs = 500

async function awaitJob(connection: Connection, location: string): Promise<CaptureJob> {
  for (let pauseMs = 10; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
    const { status, body } = await connection.request('GET', location)
    if (status !== 200) throw new CommandError(exitCodes.failed, 'server-failed', { status, detail: JSON.stringify(body) })
    const job = body as CaptureJob
    if (!job.running) return job
    await new Promise((done) => setTimeout(done, pauseMs))
  }
}

function readProblems(body: unknown): { problems: ProblemEntry[]; title: string } {
  if (typeof body !== 'object' || body === null) return { problems: [], title: String(body) }
  const { errors, title, detail } = body as { errors?: unknown; title?: string; detail?: string }
  const problems = (Array.isArray(errors) ? errors : []).flatMap(
    (entry: ProblemEntry & { errors?: ProblemEntry[] }) => entry.errors ?? [entry],
  )
  return { problems, title: detail ?? title ?? '' }
}

async function capturePart(connection: Connection, part: Part, behaviour: string): Promise<Outcome> {
  const { status, headers, body } = await connection.request('POST', '/epcis/capture', {
    body: part.bytes,
    contentType: isXml(part.bytes) ? 'application/xml' : 'application/ld+json',
    headers: { 'gs1-epcis-version': '2.0.0', 'gs1-capture-error-behaviour': behaviour },
  })
  const location = headers.get('location')
  if (status !== 202 || location === null) return { accepted: false, ...readProblems(body) }
  const job = await awaitJob(connection, new URL(location, connection.address).pathname)
  return { accepted: job.success, job, ...readProblems(job) }
}

const shownProblems = 20

function showProblems({ terminal }: CommandContext, outcome: Outcome): void {
  if (outcome.problems.length === 0 && outcome.title !== '') terminal.line(`    ${outcome.title}`)
  for (const problem of outcome.problems.slice(0, shownProblems)) {
    const position = problem.line === undefined ? '' : ` (${problem.line}:${problem.column ?? 1})`
    const at = (problem.pointer ?? problem.at ?? '') + position
    const message = problem.detail ?? problem.message ?? problem.code ?? ''
    terminal.line(`    ${at === '' ? '' : `${at}  `}${message}${problem.clause === undefined ? '' : `  [${problem.clause}]`}`)
  }
  const more = outcome.problems.length - shownProblems
  if (more > 0) terminal.line(`    ${terminal.say('more-problems', { more })}`)
}

/** @returns how many events went into the log, and whether every part of the document did */
async function captureDocument(
  context: CommandContext,
  connection: Connection,
  document: { name: string; path: string },
  limits: { maxBytes: number; maxEvents: number },
): Promise<{ accepted: number; isWhole: boolean }> {
  const { terminal } = context
  const behaviour = context.values.proceed === true ? 'proceed' : 'rollback'
  let accepted = 0
  let isWhole = true
  const progress = terminal.progress(document.name)
  const startMs = performance.now()
  let parts = 0
  for await (const part of cutDocument(document.path, limits)) {
    const outcome = await capturePart(connection, part, behaviour)
    parts++
    // Events of XML are counted by who reads them.
    if (outcome.accepted) accepted += part.eventCount === 0 ? (outcome.job?.events?.received ?? 0) : part.eventCount
    progress.update(part.bytesRead, part.bytesTotal)
    terminal.result({
      document: document.name,
      part: parts,
      firstEvent: part.firstEvent,
      events: part.eventCount,
      accepted: outcome.accepted,
      ...(outcome.job && { job: outcome.job }),
      ...(outcome.problems.length > 0 && { problems: outcome.problems }),
    })
    if (outcome.accepted) continue
    isWhole = false
    progress.end()
    const last = part.firstEvent + part.eventCount
    const code = behaviour === 'proceed' && outcome.job ? 'part-partly' : part.eventCount === 0 ? 'document-refused' : 'part-refused'
    terminal.line(terminal.say(code, { name: document.name, first: part.firstEvent + 1, last }))
    showProblems(context, outcome)
  }
  progress.end()
  const durationMs = performance.now() - startMs
  if (isWhole) {
    terminal.line(
      terminal.say('document-captured', {
        name: document.name,
        events: formatCount(accepted, terminal.language),
        parts,
        duration: formatDuration(durationMs),
      }),
    )
  }
  return { accepted, isWhole }
}

export const captureCommand: Command = {
  name: 'capture',
  options: { proceed: { type: 'boolean' } },
  run: async (context): Promise<ExitCode> => {
    const { terminal, positionals } = context
    if (positionals.length === 0) throw new CommandError(exitCodes.usage, 'nothing-named', { command: 'capture' })
    const connection = await context.connect()
    const limits = await readLimits(connection)
    const total = { documents: 0, accepted: 0, refused: 0 }
    const startMs = performance.now()
    for await (const document of findDocuments(positionals, epcisEndings)) {
      try {
        const { accepted, isWhole } = await captureDocument(context, connection, document, limits)
        total.documents++
        total.accepted += accepted
        if (!isWhole) total.refused++
      } finally {
        await document.discard()
      }
    }
    const seconds = (performance.now() - startMs) / 1000
    terminal.line(
      terminal.say('captured', {
        events: formatCount(total.accepted, terminal.language),
        documents: formatCount(total.documents, terminal.language),
        duration: formatDuration(seconds * 1000),
        refused: formatCount(total.refused, terminal.language),
      }),
    )
    return total.refused > 0 ? exitCodes.refused : exitCodes.done
  },
}
