/** Every file that a bundle can have. There is no other name, hence no name that leads elsewhere. */
export const paths = {
  manifest: 'manifest.json',
  checkpoint: 'checkpoint',
  facts: 'facts.ndjson',
  proofs: 'proofs.tlog-proof',
  answer: 'answer.json',
  logKey: 'keys/log.vkey',
  readme: { en: 'README.en.txt', zh: 'README.zh.txt' },
  summary: { en: 'summary.en.html', zh: 'summary.zh.html' },
} as const

/** As many as a note has signatures beside the log's own. */
export const mostWitnessKeys = 99

const witnessKeyForm = /^keys\/witness-(?:0[1-9]|[1-9]\d)\.vkey$/

/** @param number from 1 to 99. */
export const witnessKeyPath = (number: number): string => `keys/witness-${String(number).padStart(2, '0')}.vkey`

export const isWitnessKeyPath = (path: string): boolean => witnessKeyForm.test(path)

const required: readonly string[] = [
  paths.manifest,
  paths.checkpoint,
  paths.facts,
  paths.proofs,
  paths.logKey,
  paths.readme.en,
  paths.readme.zh,
  paths.summary.en,
  paths.summary.zh,
]

export const requiredPaths = required

export const isBundlePath = (path: string): boolean => required.includes(path) || path === paths.answer || isWitnessKeyPath(path)

export const mostFiles = required.length + 1 + mostWitnessKeys
