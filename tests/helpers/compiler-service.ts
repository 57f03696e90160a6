// One compiler for all test files of a run, in a process of its own. A compiler that is new for each input spends most of its time
// on being loaded: 0.7 s of processor time for an input that takes a loaded one 0.05 s.
//
// A connection is one question: the input as bytes to their end. The answer is its length in decimal, a new line, and the output; a
// process that ends in the middle gives fewer bytes, or none, and who asked compiles in another way.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'

import { loadSolc, type Solc } from './solc.ts'

// Where the processes of the tests find it: a socket, on Windows a named pipe.
const VARIABLE = 'FAULTLINE_TEST_COMPILER'

/** Vitest calls it once before all tests, and what it returns after them. */
export default async function startService(): Promise<(() => Promise<void>) | undefined> {
  // One for all projects of the run.
  if (process.env[VARIABLE] !== undefined) return undefined
  const folder = await mkdtemp(path.join(os.tmpdir(), 'faultline-solc-'))
  const address =
    process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, 's')
  const child: ChildProcess = fork(import.meta.filename, [address], { execArgv: [], stdio: 'ignore' })
  await Promise.race([once(child, 'message'), once(child, 'exit')])
  process.env[VARIABLE] = address
  return async () => {
    child.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

/** The output of the service for an input in standard JSON; undefined without a service, and if its compiler fell over. */
export async function askService(
  input: string,
  address: string | undefined = process.env[VARIABLE],
): Promise<string | undefined> {
  if (address === undefined) return undefined
  const answer = await readAll(createConnection(address), (socket) => socket.end(input))
  const end = answer?.indexOf('\n') ?? -1
  if (answer === undefined || end < 0) return undefined
  const output = answer.subarray(end + 1)
  return output.length === Number(answer.toString('latin1', 0, end)) ? output.toString('utf8') : undefined
}

function readAll(socket: Socket, begin: (socket: Socket) => void): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => resolve(Buffer.concat(chunks)))
    socket.on('error', () => resolve(undefined))
    begin(socket)
  })
}

function serve(address: string): void {
  let solc: Solc | undefined
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    void readAll(socket, () => {}).then((input) => {
      if (input === undefined) return
      solc ??= loadSolc()
      const output = Buffer.from(solc.compile(input.toString('utf8')))
      socket.end(Buffer.concat([Buffer.from(`${output.length}\n`), output]))
    })
  })
  // A compiler that fell over cannot be asked again: the process ends, as it does for an error that nobody catches.
  server.listen(address, () => process.send?.('listening'))
  process.on('disconnect', () => process.exit())
}

if (process.argv[1] === import.meta.filename) serve(process.argv[2]!)
