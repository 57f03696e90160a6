// An endpoint URL is a secret: providers put the API key into its path, its query, or the user part. This file is the
// only place that sees the whole of it. Everything else gets the label to show and the function that cleans a text.

import { createHash } from 'node:crypto'
import { ForkError } from './fork-error.ts'

const EXCERPT_CHARACTERS_MAX = 160
// What is cleaned before it is clipped; bounds the work on a hostile answer.
const CLEANED_CHARACTERS_MAX = 4096
// Shorter pieces of a path ("v2", "rpc", "mainnet") are no keys, and cutting them out would only garble messages.
const PATH_SECRET_CHARACTERS_MIN = 8
const NAMED_SECRET_CHARACTERS_MIN = 4

/** Where to ask, and how to speak of it without giving its secrets away. */
export type Endpoint = {
  /** Without user and password: fetch refuses a URL that has them. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Scheme, host and port: all that may be shown. */
  readonly label: string
  /** A one-way name of the URL without its user part, for cache files: 32 hex digits. */
  readonly key: string
  /** Text from outside made fit to show: secrets cut out, control characters removed, clipped. */
  readonly excerpt: (text: string) => string
}

/**
 * Reads an http or https URL.
 * @throws ForkError FORK_OPTION for anything else; the message does not repeat the URL.
 */
export function parseEndpoint(urlText: string, headers: Readonly<Record<string, string>> = {}): Endpoint {
  const url = URL.parse(urlText)
  if (url === null) {
    throw new ForkError({
      code: 'FORK_OPTION',
      message: 'The endpoint is not a URL.',
      hint: 'Write it as https://host/path.',
    })
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ForkError({
      code: 'FORK_OPTION',
      message: `The endpoint has the scheme ${JSON.stringify(url.protocol.slice(0, 16))}; only http and https are supported.`,
      hint: 'Nodes that offer ws:// also offer http(s)://, often on another port.',
    })
  }
  const userPart =
    url.username === '' && url.password === ''
      ? undefined
      : `${decoded(url.username)}:${decoded(url.password)}`
  const secrets = secretsOf(url, headers, userPart)
  const label = `${url.protocol}//${url.host}`
  url.username = ''
  url.password = ''
  url.hash = ''
  return {
    url: url.href,
    headers: {
      ...(userPart !== undefined && { authorization: `Basic ${Buffer.from(userPart).toString('base64')}` }),
      ...headers,
    },
    label,
    key: createHash('sha256').update(url.href).digest('hex').slice(0, 32),
    excerpt: (text) => excerptOf(text, secrets),
  }
}

/** True if the endpoint is this machine, where a development node may restart with another chain at any time. */
export function isLoopback(endpoint: Endpoint): boolean {
  const { hostname } = new URL(endpoint.url)
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
}

/** `text` without `secrets` and control characters, at most 160 characters of it. */
function excerptOf(text: string, secrets: readonly RegExp[]): string {
  let cleaned = text.slice(0, CLEANED_CHARACTERS_MAX)
  for (const secret of secrets) cleaned = cleaned.replaceAll(secret, '[redacted]')
  // Control, format (bidirectional overrides), private, surrogate and unassigned characters, and line separators: a
  // terminal or a report must not be steered by what a node answers.
  cleaned = cleaned.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim()
  if (cleaned.length <= EXCERPT_CHARACTERS_MAX) return cleaned
  return `${cleaned.slice(0, EXCERPT_CHARACTERS_MAX).toWellFormed()}...`
}

/** Every part of URL and headers that may be a key, longest first, so that a part of a secret cannot stay behind. */
function secretsOf(
  url: URL,
  headers: Readonly<Record<string, string>>,
  userPart: string | undefined,
): readonly RegExp[] {
  const secrets = new Set<string>()
  const add = (text: string, charactersMin: number): void => {
    for (const form of [text, decoded(text), encodeURIComponent(decoded(text))]) {
      if (form.length >= charactersMin) secrets.add(form)
    }
  }
  add(url.pathname, PATH_SECRET_CHARACTERS_MIN)
  for (const segment of url.pathname.split('/')) add(segment, PATH_SECRET_CHARACTERS_MIN)
  add(url.search, NAMED_SECRET_CHARACTERS_MIN)
  for (const [name, value] of url.searchParams) {
    add(value, NAMED_SECRET_CHARACTERS_MIN)
    add(name, PATH_SECRET_CHARACTERS_MIN)
  }
  add(url.username, NAMED_SECRET_CHARACTERS_MIN)
  add(url.password, NAMED_SECRET_CHARACTERS_MIN)
  if (userPart !== undefined) add(Buffer.from(userPart).toString('base64'), NAMED_SECRET_CHARACTERS_MIN)
  for (const value of Object.values(headers)) {
    for (const word of value.split(' ')) add(word, PATH_SECRET_CHARACTERS_MIN)
  }
  return [...secrets]
    .sort((left, right) => right.length - left.length)
    .map((secret) => new RegExp(secret.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'gi'))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
