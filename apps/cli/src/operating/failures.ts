import { type Problem, say } from '@proofline/problems'
import { operationTexts, ProoflineError } from '@proofline/server/operations'
import type { CommandContext } from '../command.ts'
import { CommandError, type ExitCode, exitCodes } from '../exit-codes.ts'

/** Runs work on an installation; what it fails by is said in the reader's words, where there are such. @throws CommandError */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProoflineError) || operationTexts.en[error.code] === undefined) throw error
    throw new CommandError(exitCodes.failed, error.code, error.params, { catalog: operationTexts, cause: error })
  }
}

/** All problems of a file or an order. @returns the exit code `refused` */
export function showProblems({ terminal }: CommandContext, problems: readonly Problem[], headline: string): ExitCode {
  const told = problems.map((problem) => ({ ...problem, message: say(operationTexts, terminal.language, problem.code, problem.params) }))
  terminal.result({ refused: true, problems: told })
  terminal.line(terminal.say(headline))
  for (const { at, code, message } of told) terminal.line(`  ${at}  ${code}\n    ${message}`)
  return exitCodes.refused
}
