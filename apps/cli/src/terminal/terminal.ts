import { type Catalog, type Language, say } from '@proofline/problems'

export type Progress = {
  /** `done` of `total` (0: unknown) units; drawn at most ten times a second. */
  update(done: number, total: number): void
  end(): void
}

/**
 * Where a command speaks. Results go to standard output (text, or one JSON value a line with `--json`); progress and remarks go to
 * standard error, so that a pipe receives results only.
 */
export type Terminal = {
  readonly language: Language
  readonly json: boolean
  say(code: string, params?: Readonly<Record<string, string | number>>): string
  /** A line for people; silent with `--json`. */
  line(text?: string): void
  /** A result for machines; silent without `--json`. */
  result(value: unknown): void
  remark(text: string): void
  progress(label: string): Progress
}

const drawEveryMs = 100
const barWidth = 24

function drawBar(label: string, done: number, total: number): string {
  if (total <= 0) return `${label} ${done}`
  const filled = Math.min(barWidth, Math.floor((done / total) * barWidth))
  return `${label} [${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] ${Math.floor((done / total) * 100)} %`
}

export function openTerminal(language: Language, json: boolean, texts: Catalog): Terminal {
  return {
    language,
    json,
    say: (code, params) => say(texts, language, code, params),
    line: (text = '') => {
      if (!json) process.stdout.write(`${text}\n`)
    },
    result: (value) => {
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`)
    },
    remark: (text) => {
      process.stderr.write(`${text}\n`)
    },
    progress: (label) => {
      if (!process.stderr.isTTY) return { update: () => {}, end: () => {} }
      let lastMs = 0
      return {
        update: (done, total) => {
          const nowMs = performance.now()
          if (nowMs - lastMs < drawEveryMs && done < total) return
          lastMs = nowMs
          process.stderr.write(`\r\x1b[K${drawBar(label, done, total)}`)
        },
        end: () => {
          process.stderr.write('\r\x1b[K')
        },
      }
    },
  }
}
