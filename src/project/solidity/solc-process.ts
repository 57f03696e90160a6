// The processes that compile: one compiler each, kept for the next input of the same compiler.

import type { ChildProcess } from 'node:child_process'
import { fork } from 'node:child_process'

import { BaseError } from '../../primitives/errors.ts'
import { ProjectError } from '../project-error.ts'
import type { Compiler } from './compilers.ts'
import { installCommand } from './compilers.ts'

/** What the process is asked. */
export type SolcQuestion = { readonly folder: string; readonly input: string }

/** What it answers: the compiler's output, or how the compiler fell over. */
export type SolcAnswer =
  | { readonly version: string; readonly output: string }
  | { readonly version: string | undefined; readonly crash: string }

export type SolcProcess = {
  /**
   * The output for an input in standard JSON, and the version that the compiler says it is.
   * @throws SolcCrashError if the compiler fell over; the process is then of no more use
   * @throws ProjectError if the package holds another compiler than it says, or none that works
   */
  compile(input: string): Promise<{ readonly version: string; readonly output: string }>
  end(): void
}

const VERSION = /^(\d+\.\d+\.\d+)(?:-[\w.]+)?(\+commit\.[0-9a-f]+)?/

/** Starts a process for a compiler. */
export function startSolc(compiler: Compiler): SolcProcess {
  const child = fork(entryUrl(), [], {
    // The flags of our own process are not for it.
    execArgv: [],
    serialization: 'advanced',
    // A compiler prints when it aborts; what it says comes back as an error.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)))
  return {
    async compile(input) {
      const answer = await ask(child, { folder: compiler.folder, input }, () => said)
      if ('crash' in answer) {
        if (answer.version === undefined) throw unusable(compiler, answer.crash)
        throw new SolcCrashError(compiler.version, answer.crash)
      }
      const [, version, commit = ''] = VERSION.exec(answer.version) ?? []
      if (version !== compiler.version) throw otherCompiler(compiler, answer.version)
      return { version: `${version}${commit}`, output: answer.output }
    },
    end() {
      child.kill()
    },
  }
}

// The extension is that of this module: it runs as .ts in the repository and as .js in the package.
function entryUrl(): URL {
  return new URL(`./solc-entry${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)
}

function ask(child: ChildProcess, question: SolcQuestion, said: () => string): Promise<SolcAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: SolcAnswer): void => {
      child.off('message', onMessage)
      child.off('close', onClose)
      child.off('error', onError)
      resolve(answer)
    }
    const onMessage = (answer: unknown): void => settle(answer as SolcAnswer)
    const onClose = (code: number | null, signal: string | null): void =>
      settle({ version: '', crash: `its process ended (${signal ?? code}) ${said().trim()}`.trim() })
    const onError = (error: Error): void => settle({ version: '', crash: error.message })
    child.on('message', onMessage).on('close', onClose).on('error', onError)
    child.send(question, (error) => {
      if (error !== null) onError(error)
    })
  })
}

function unusable(compiler: Compiler, reason: string): ProjectError {
  return new ProjectError(
    'PROJECT_BUILD_FAILED',
    `The Solidity compiler in ${compiler.folder} cannot be loaded: ${reason.split('\n')[0]}`,
    {
      hint: installCommand(compiler.version),
      details: { folder: compiler.folder, version: compiler.version },
    },
  )
}

function otherCompiler(compiler: Compiler, version: string): ProjectError {
  return new ProjectError(
    'PROJECT_BUILD_FAILED',
    `The package in ${compiler.folder} says that it is Solidity ${compiler.version}, but it is ${version}.`,
    {
      hint: `Remove it and install the right one: ${installCommand(compiler.version)}`,
      details: { folder: compiler.folder, version },
    },
  )
}

/** A compiler that aborted: too large an input, a bug of its own, or killed. */
export class SolcCrashError extends BaseError {
  readonly code = 'PROJECT_COMPILER_CRASHED'

  constructor(version: string, reason: string) {
    super(`Solidity ${version} fell over: ${reason}`, { details: { version } })
  }
}
