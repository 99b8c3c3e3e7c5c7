// Runs on any Node >= 18, before anything is installed: replaced by the full version with the start command.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

if (!existsSync('node_modules/.package-lock.json')) spawnSync('npm', ['ci', '--ignore-scripts'], { stdio: 'inherit' })
const run = spawnSync('node_modules/.bin/node', process.argv.slice(2), { stdio: 'inherit' })
process.exit(run.status ?? 1)
