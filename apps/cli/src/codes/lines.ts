import { CommandError, exitCodes } from '../exit-codes.ts'

/** Longer than any code: what is longer is cut here, told as too long, and never held in memory whole. */
const longestLine = 65_536

/** Lines of a stream, as they come: a line's own spaces and control characters belong to the code, its end (LF, CR, CR LF) does not. Empty lines are passed over. */
async function* linesOf(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of stream) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    // CR LF leaves an empty line between, which is passed over: a reader that sends CR alone is answered at once.
    const parts = rest.split(/[\r\n]/)
    rest = (parts.pop() ?? '').slice(0, longestLine)
    for (const line of parts) if (line !== '') yield line.slice(0, longestLine)
  }
  if (rest !== '') yield rest
}

/** The codes of a command line, in their order; `-` stands for the lines of standard input. @throws CommandError without any */
export async function* codesOf(positionals: readonly string[], command: string): AsyncGenerator<string> {
  if (positionals.length === 0) throw new CommandError(exitCodes.usage, 'no-code', { command })
  for (const code of positionals) {
    if (code === '-') yield* linesOf(process.stdin)
    else yield code
  }
}
