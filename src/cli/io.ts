// The CLI's only connection to the process it runs in, so that tests can be on the other end.

/** What a command may read and write. */
export type Io = {
  /** Takes the result of the command, and nothing else. */
  readonly out: (text: string) => void
  /** Takes everything else: progress, warnings, errors. */
  readonly err: (text: string) => void
  readonly isOutTerminal: boolean
  readonly isErrTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute path of the folder that the command was started in. */
  readonly cwd: string
}

/** The Io of this process. */
export function processIo(): Io {
  // `faultline ... | head` closes our output early. That is the reader's decision and no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isOutTerminal: process.stdout.isTTY === true,
    isErrTerminal: process.stderr.isTTY === true,
    env: process.env,
    cwd: process.cwd(),
  }
}
