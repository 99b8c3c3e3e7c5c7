import type { HomeState } from './platform/http/index.ts'

/** What the first page and `/health` tell about the log. */
export type LogState = {
  readonly origin: string
  readonly size: number
  /** Of the last checkpoint: how much is signed, the tree's root in base64, and when the last fact in it was recorded. */
  readonly signedSize: number
  readonly root: string | undefined
  readonly recordedAt: string | undefined
}

/** The first page. `startedAt`: ISO 8601. */
export function homeOf(
  log: LogState | undefined,
  isWell: boolean,
  { version, postgresVersion, startedAt }: { readonly version: string; readonly postgresVersion: string; readonly startedAt: string },
): HomeState {
  const number = (value: number | undefined) => (value === undefined ? undefined : String(value))
  return {
    isWell,
    sections: [
      {
        title: 'home-server',
        lines: [
          { label: 'home-version', value: version },
          { label: 'home-postgres', value: postgresVersion },
          { label: 'home-started', value: readable(startedAt) },
        ],
      },
      {
        title: 'home-log',
        lines: [
          { label: 'home-origin', value: log?.origin, isCode: true },
          { label: 'home-size', value: number(log?.size) },
          { label: 'home-signed', value: number(log?.signedSize) },
          { label: 'home-root', value: log?.root, isCode: true },
          { label: 'home-recorded', value: log?.recordedAt === undefined ? undefined : readable(log.recordedAt) },
        ],
      },
    ],
    links: [
      { label: 'home-api', href: '/openapi.json', note: 'home-api-note', needsToken: true },
      { label: 'home-health', href: '/health', note: 'home-health-note', needsToken: false },
      { label: 'home-tiles', href: '/log/checkpoint', note: 'home-tiles-note', needsToken: false },
    ],
  }
}

/** ISO 8601 for a person: to the second, the zone said. */
const readable = (moment: string): string => moment.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2}).*Z$/, '$1 $2 UTC')
