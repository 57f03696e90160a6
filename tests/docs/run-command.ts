// Runs the command lines of documents as a user would, in a copy of an example.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { REPOSITORY } from '../helpers/repository.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import type { Snippet } from './snippets.ts'

export type CommandResult = {
  readonly exitCode: number
  /** What stdout got. */
  readonly output: string
}

const COMMAND = 'npx faultline '

/** Runs `npx faultline …`, whose words are divided by single spaces. Without a terminal and without forge. */
export async function runCommand({ source, shell }: Snippet): Promise<CommandResult> {
  const line = source.trim()
  if (!line.startsWith(COMMAND)) throw new Error(`${line} does not begin with "${COMMAND}".`)
  const folder = await temporaryFolder()
  await cp(path.join(REPOSITORY, shell!.folder), folder, { recursive: true })
  const child = spawn(
    process.execPath,
    [path.join(REPOSITORY, 'bin', 'faultline.js'), ...line.slice(COMMAND.length).split(' ')],
    { cwd: folder, env: { PATH: '', HOME: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [output, [exitCode]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return { exitCode: exitCode as number, output: output.trimEnd() }
}
