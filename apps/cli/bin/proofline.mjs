#!/usr/bin/env node
// The command runs under Node 24, whichever Node npm found: see tools/bootstrap.mjs.
import { bootstrap } from '../../../tools/bootstrap.mjs'

await bootstrap('apps/cli/src/main.ts', process.argv.slice(2))
