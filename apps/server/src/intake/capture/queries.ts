import { epcisTexts } from '@proofline/epcis'
import { identifierTexts } from '@proofline/identifiers'
import { type Catalog, type Language, type Problem, say } from '@proofline/problems'
import type { Database, Organisation } from '../../platform/database/index.ts'
import { positionOf } from '../../platform/http/index.ts'
import { validateTexts } from '../validate/index.ts'
import type { Job, JobPlace, Progress } from './model.ts'
import { stateOf } from './rules.ts'
import { selectJobIds, selectJobs } from './stored-jobs.ts'
import { texts } from './texts.ts'

/** Where the words of a document's problems stand. */
export const problemCatalogs: readonly Catalog[] = [epcisTexts, identifierTexts, validateTexts, texts]

type Reader = { readonly database: Database; readonly organisation: Organisation }

const mostErrorsListed = 10

/** The job as its client sees it; `undefined` where it has none of that id. */
export async function loadJob({ database, organisation }: Reader, client: string, id: string, language: Language) {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined
  const [found] = await database.transaction(organisation, (transaction) => selectJobs(transaction, [id], client), { readOnly: true })
  return found === undefined ? undefined : viewJob(found.job, found.progress, language)
}

/** A client's jobs, newest first; of each at most ten errors, the rest counted. `next` where there are more. */
export async function loadJobs(
  { database, organisation }: Reader,
  query: { readonly client: string; readonly perPage: number; readonly after: JobPlace | undefined },
  language: Language,
) {
  return database.transaction(
    organisation,
    async (transaction) => {
      const ids = await selectJobIds(transaction, query.client, afterOf(query.after), query.perPage + 1)
      const page = ids.slice(0, query.perPage)
      const found = await selectJobs(
        transaction,
        page.map(({ id }) => id),
        query.client,
      )
      const last = page.at(-1)
      return {
        jobs: found.map(({ job, progress }) => viewJob(listed(job), progress, language)),
        next: ids.length > page.length && last !== undefined ? { createdMs: last.createdAt.getTime(), id: last.id } : undefined,
      }
    },
    { readOnly: true, isolation: 'repeatable read' },
  )
}

const listed = (job: Job): Job => {
  const omitted = job.problems.length - mostErrorsListed
  if (omitted <= 0) return job
  const rest = { code: 'problems-omitted', at: '', params: { count: omitted } }
  return { ...job, problems: [...job.problems.slice(0, mostErrorsListed), rest] }
}

const afterOf = (place: JobPlace | undefined) => (place === undefined ? undefined : { createdAt: new Date(place.createdMs), id: place.id })

/** CaptureJob of EPCIS 2.0 (OpenAPI), and beside it what was kept and where the facts stand in the record. */
export function viewJob(job: Job, progress: Progress, language: Language) {
  const { running, success, finishedAt } = stateOf(job, progress)
  return {
    captureID: job.id,
    createdAt: job.createdAt.toISOString(),
    ...(finishedAt === undefined ? {} : { finishedAt: finishedAt.toISOString() }),
    running,
    success,
    captureErrorBehaviour: job.behaviour,
    errors: job.problems.map((problem) => viewProblem(problem, language)),
    document: { sha256: job.sha256, size: job.size, kept: job.bytesKept },
    events: { received: job.events, refused: job.refusedEvents },
    facts: {
      expected: job.facts,
      recorded: progress.done,
      duplicates: progress.duplicates,
      runs: progress.runs.map(([position, index, count]) => ({ position, index, count })),
    },
    notices: progress.notices.map(({ code, at, index, earlier }) => ({
      code,
      pointer: at,
      message: wordsOf(code, language),
      index,
      earlier,
    })),
  }
}

const viewProblem = (problem: Problem, language: Language) => ({
  type: 'epcisException:ValidationException',
  title: texts[language]['event-refused'],
  status: 400,
  detail: wordsOf(problem.code, language, problem.params),
  code: problem.code,
  pointer: problem.at,
  ...(problem.clause === undefined ? {} : { clause: problem.clause }),
  ...positionOf(problem),
})

function wordsOf(code: string, language: Language, params?: Problem['params']): string {
  const catalog = problemCatalogs.find((candidate) => Object.hasOwn(candidate[language], code)) ?? texts
  return say(catalog, language, code, params)
}
