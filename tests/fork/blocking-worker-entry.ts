// A worker that answers, or ends in one of the ways in which workers end.

import { serveBlockedThread } from '../../src/world/fork/blocking-worker.ts'

serveBlockedThread<{ readonly mood: string }, string, string>(({ mood }) => {
  if (mood === 'throws at the start') throw new Error('no')
  return async (request) => {
    if (request === 'throw') throw new Error('no')
    if (request === 'exit') process.exit(3)
    return `${mood}: ${request}`
  }
})
