import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

// Each worker keeps a connection open; the system closes it when the worker's process is gone.
test.each(['SIGKILL', 'SIGTERM'] as const)(
  'workers end when their command is ended by %s',
  async (signal) => {
    const socketPath = path.join(await temporaryFolder(), 'workers')
    const workers: Promise<unknown>[] = []
    const server = createServer((socket: Socket) => {
      workers.push(once(socket.on('error', () => undefined).resume(), 'close'))
    })
    server.listen(socketPath)
    onTestFinished(() => void server.close())
    await once(server, 'listening')

    const script = fileURLToPath(new URL('./orphaned-pool.ts', import.meta.url))
    const command = spawn(process.execPath, [script, socketPath], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = (await once(command.stdout, 'data')) as [Buffer]
    expect(said.toString()).toBe('both busy\n')
    expect(workers).toHaveLength(2)

    command.kill(signal)
    await Promise.all(workers)
    if (command.exitCode === null && command.signalCode === null) await once(command, 'exit')
    expect(command.signalCode).toBe(signal)
  },
)
