import { extname } from 'node:path'
import type { Command } from '../command.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { loadInstallation, type Part, verifyBundleFile } from '../verification/index.ts'

const allParts: readonly Part[] = ['log', 'views']

export const verifyCommand: Command = {
  name: 'verify',
  options: { log: { type: 'boolean' }, views: { type: 'boolean' }, key: { type: 'string', multiple: true } },
  run: async (context) => {
    const { positionals, values } = context
    const [file] = positionals
    const named = allParts.filter((part) => values[part] === true)
    if (file === undefined) {
      const { verifyInstallation } = await loadInstallation()
      return await verifyInstallation(context, named.length === 0 ? allParts : named)
    }
    if (positionals.length > 1 || named.length > 0 || extname(file) !== '.zip') {
      throw new CommandError(exitCodes.usage, 'verify-one-bundle', { path: file })
    }
    return await verifyBundleFile(context, file, Array.isArray(values.key) ? values.key.map(String) : [])
  },
}
