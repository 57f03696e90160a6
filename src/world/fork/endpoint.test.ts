import { describe, expect, test } from 'vitest'
import { isLoopback, parseEndpoint } from './endpoint.ts'
import { ForkError } from './fork-error.ts'

const KEY = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'

describe('parseEndpoint', () => {
  test('shows scheme, host and port, and nothing else', () => {
    expect(parseEndpoint(`https://eth.example.org/v2/${KEY}?token=${KEY}#x`).label).toBe(
      'https://eth.example.org',
    )
    expect(parseEndpoint('http://user:pass@127.0.0.1:8545/').label).toBe('http://127.0.0.1:8545')
  })

  test('moves user and password into a header, because fetch refuses them in a URL', () => {
    const endpoint = parseEndpoint('https://us%40er:p%3Ass@eth.example.org/rpc')
    expect(endpoint.url).toBe('https://eth.example.org/rpc')
    const { authorization } = endpoint.headers
    expect(Buffer.from(authorization!.slice('Basic '.length), 'base64').toString()).toBe('us@er:p:ss')
  })

  test('cuts every secret out of what a node says', () => {
    const endpoint = parseEndpoint(`https://someuser:hunter22@eth.example.org/v2/${KEY}?apikey=q%2Bqqqq`, {
      authorization: 'Bearer tokentokentoken',
    })
    const echoed = `/v2/${KEY} ${KEY.toUpperCase()} q+qqqq q%2Bqqqq someuser hunter22 tokentokentoken ${btoa('someuser:hunter22')}`
    const shown = endpoint.excerpt(echoed)
    for (const secret of [KEY, 'qqqq', 'someuser', 'hunter22', 'tokentoken', btoa('someuser:hunter22')]) {
      expect(shown.toLowerCase()).not.toContain(secret.toLowerCase())
    }
    expect(endpoint.excerpt('limit of v2 reached')).toBe('limit of v2 reached')
  })

  test('removes what could steer a terminal, and clips', () => {
    const endpoint = parseEndpoint('http://localhost')
    expect(endpoint.excerpt('a\u001b[31mb\r\nc\u202Ed\u0000e\u2028f')).toBe('a [31mb c d e f')
    expect(endpoint.excerpt('x'.repeat(10_000))).toBe(`${'x'.repeat(160)}...`)
  })

  test('has one key per URL, whoever the user is', () => {
    const key = (url: string): string => parseEndpoint(url).key
    expect(key('https://a:b@eth.example.org/x')).toBe(key('https://eth.example.org/x'))
    expect(key('https://eth.example.org/x')).not.toBe(key('https://eth.example.org/y'))
    expect(key('https://eth.example.org/x')).toMatch(/^[0-9a-f]{32}$/)
  })

  test.each([`${KEY}`, `ws://eth.example.org/${KEY}`, `file:///etc/${KEY}`, `http://${KEY} x`])(
    'refuses %s without repeating it',
    (url) => {
      let thrown: unknown
      try {
        parseEndpoint(url)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(ForkError)
      expect((thrown as ForkError).code).toBe('FORK_OPTION')
      expect((thrown as ForkError).message).not.toContain(KEY)
    },
  )

  test('knows this machine', () => {
    const loopback = ['http://localhost:8545', 'http://127.0.0.1', 'http://127.1.2.3:1', 'http://[::1]:8545']
    expect(loopback.map((url) => isLoopback(parseEndpoint(url)))).toEqual([true, true, true, true])
    expect(isLoopback(parseEndpoint('https://eth.example.org'))).toBe(false)
  })
})
