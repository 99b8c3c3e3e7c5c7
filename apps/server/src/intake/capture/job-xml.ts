import { prooflineNamespace } from '@proofline/epcis'
import { escapeXml } from '../../platform/http/index.ts'
import type { viewJob } from './queries.ts'

type ViewedJob = ReturnType<typeof viewJob>

/** A member of ours: `xsd:any` of the schema takes elements of other namespaces only. */
function own(name: string, value: unknown): string {
  const content = Array.isArray(value) ? value.map((member) => own('item', member)).join('') : contentOf(value)
  return content === undefined ? '' : `<proofline:${name}>${content}</proofline:${name}>`
}

function contentOf(value: unknown): string | undefined {
  if (typeof value === 'object' && value !== null) return ownMembers(value)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? escapeXml(`${value}`) : undefined
}

const ownMembers = (object: object): string =>
  Object.entries(object)
    .map(([name, value]) => own(name, value))
    .join('')

const element = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`

function errorOf({ type, title, status, detail, ...rest }: ViewedJob['errors'][number]): string {
  return `<error>${element('type', type)}${element('title', title)}${element('status', status)}${element('detail', detail)}${ownMembers(rest)}</error>`
}

/** EPCISCaptureJob of EPCIS 2.0's XML schema, and what Proofline adds to it in its own namespace. */
export function formatJobXml(job: ViewedJob): string {
  const { captureID, createdAt, finishedAt, running, success, captureErrorBehaviour, errors, ...rest } = job
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<epcis:EPCISCaptureJob xmlns:epcis="urn:epcglobal:epcis:xsd:2" xmlns:proofline="${prooflineNamespace}"`,
    ` running="${running}" success="${success}" captureID="${escapeXml(captureID)}">`,
    element('captureErrorBehaviour', captureErrorBehaviour),
    element('createdAt', createdAt),
    element('finishedAt', finishedAt),
    errors.length === 0 ? '' : `<errors>${errors.map(errorOf).join('')}</errors>`,
    ownMembers(rest),
    '</epcis:EPCISCaptureJob>',
  ].join('')
}
