import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { createManualClock } from '../../primitives/clock.ts'
import { listenForStops } from './stop-signals.ts'

test('the first signal asks, every further one insists, whichever they are', () => {
  const source = new EventEmitter()
  const clock = createManualClock()
  const heard: string[] = []
  const stop = listenForStops(source, {
    clock,
    onFirst: () => heard.push('first'),
    onSecond: () => heard.push('second'),
  })
  source.emit('SIGINT', 'SIGINT')
  source.emit('SIGTERM', 'SIGTERM')
  clock.advanceMs(1_000)
  source.emit('SIGINT', 'SIGINT')
  expect(heard).toEqual(['first', 'second', 'second'])
  stop()
  expect(source.eventNames()).toEqual([])
})

test('the same signal twice at once is one, as when a process and its group get it', () => {
  const source = new EventEmitter()
  const clock = createManualClock()
  const heard: string[] = []
  listenForStops(source, {
    clock,
    onFirst: () => heard.push('first'),
    onSecond: () => heard.push('second'),
  })
  source.emit('SIGTERM', 'SIGTERM')
  clock.advanceMs(2)
  source.emit('SIGTERM', 'SIGTERM')
  expect(heard).toEqual(['first'])
  clock.advanceMs(1_000)
  source.emit('SIGTERM', 'SIGTERM')
  expect(heard).toEqual(['first', 'second'])
})
