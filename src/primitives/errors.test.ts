import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { expect, test } from 'vitest'
import {
  BaseError,
  errorFromJson,
  errorToJson,
  RemoteError,
  UNKNOWN_ERROR_CODE,
  type ErrorJson,
} from './errors.ts'

class TankError extends BaseError {
  readonly code = 'TANK_EMPTY'
}

const TANK_ERROR = new TankError('The tank holds 3 of 10 litres.', {
  hint: 'Fill it.',
  details: { litres: 3, wei: '1000000000000000000', isLeaking: false },
  cause: new TypeError('the valve is stuck', { cause: new Error('rust') }),
})

test('an error is named after its class and keeps message, code, hint, details and cause', () => {
  expect(TANK_ERROR).toBeInstanceOf(Error)
  expect(TANK_ERROR.name).toBe('TankError')
  expect(String(TANK_ERROR)).toBe('TankError: The tank holds 3 of 10 litres.')
  expect(TANK_ERROR.code).toBe('TANK_EMPTY')
  expect(TANK_ERROR.hint).toBe('Fill it.')
  expect(TANK_ERROR.cause).toBeInstanceOf(TypeError)
})

test('an error without options has neither hint nor details nor cause, in JSON as well', () => {
  const bare = new TankError('empty')
  expect('cause' in bare).toBe(false)
  expect(Object.keys(bare.toJSON()).sort()).toEqual(['code', 'message', 'name', 'stack'])
})

test('JSON.stringify writes the whole chain of causes', () => {
  const json = JSON.parse(JSON.stringify(TANK_ERROR)) as ErrorJson
  expect(json).toMatchObject({
    name: 'TankError',
    code: 'TANK_EMPTY',
    message: 'The tank holds 3 of 10 litres.',
    hint: 'Fill it.',
    details: { litres: 3, wei: '1000000000000000000', isLeaking: false },
    cause: {
      name: 'TypeError',
      code: UNKNOWN_ERROR_CODE,
      message: 'the valve is stuck',
      cause: { name: 'Error', message: 'rust' },
    },
  })
})

test('an error that was posted to another thread comes out as it went in', () => {
  const { port1, port2 } = new MessageChannel()
  port1.postMessage(TANK_ERROR.toJSON())
  const received = receiveMessageOnPort(port2) as { message: ErrorJson }
  port1.close()

  const remote = errorFromJson(received.message)
  expect(remote).toBeInstanceOf(RemoteError)
  expect(remote).toBeInstanceOf(BaseError)
  expect(remote.toJSON()).toEqual(TANK_ERROR.toJSON())
  expect(remote.name).toBe('TankError')
  expect(remote.stack).toBe(TANK_ERROR.stack)
})

test('a remote error of something without a stack does not show ours', () => {
  expect(errorFromJson(errorToJson('just text')).stack).toBe('Error: just text')
})

test('the code of a Node error is kept', () => {
  const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' })
  expect(errorToJson(missing).code).toBe('ENOENT')
})

test('anything thrown becomes JSON: no error, no text, a cycle of causes', () => {
  expect(errorToJson('just text')).toEqual({ name: 'Error', code: UNKNOWN_ERROR_CODE, message: 'just text' })
  expect(errorToJson(undefined).message).toBe('undefined')
  expect(errorToJson(Object.create(null)).message).toBe('a thrown value that has no text')

  const first = new Error('first')
  first.cause = new Error('second', { cause: first })
  expect(JSON.stringify(errorToJson(first))).toContain('second')
})
