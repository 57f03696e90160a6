import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { listenForStops } from './stop-signals.ts'

test('the first signal asks, every further one insists, whichever they are', () => {
  const source = new EventEmitter()
  const heard: string[] = []
  const stop = listenForStops(
    source,
    () => heard.push('first'),
    () => heard.push('second'),
  )
  source.emit('SIGINT')
  source.emit('SIGTERM')
  source.emit('SIGINT')
  expect(heard).toEqual(['first', 'second', 'second'])
  stop()
  expect(source.eventNames()).toEqual([])
})
