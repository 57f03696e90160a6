// --fork-url and --fork-block-number, for commands that set worlds up.

import { type Command, InvalidArgumentError } from 'commander'

/** What commander makes of the options. */
export type ForkFlags = { readonly forkUrl?: string; readonly forkBlockNumber?: bigint }

/** A node, and the block as of which it is asked; undefined: its latest. */
export type Fork = { readonly url: string; readonly block?: bigint }

export function addForkOptions(command: Command): Command {
  return command
    .option(
      '--fork-url <url>',
      'take accounts that are not deployed from this node (JSON-RPC over http or https)',
      parseUrl,
    )
    .option('--fork-block-number <n>', 'as they were at this block', parseBlock)
}

/** What the options say; ends the command if they say nothing together. */
export function forkOf(
  { forkUrl: url, forkBlockNumber: block }: ForkFlags,
  command: Command,
): Fork | undefined {
  if (url !== undefined) return { url, ...(block !== undefined && { block }) }
  if (block !== undefined)
    command.error('error: --fork-block-number says nothing without --fork-url.', { exitCode: 2 })
  return undefined
}

function parseBlock(text: string): bigint {
  if (!/^\d{1,19}$/.test(text)) throw new InvalidArgumentError('It is the number of a block.')
  return BigInt(text)
}

function parseUrl(text: string): string {
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new InvalidArgumentError('It is an address that begins with http:// or https://.')
  }
  return text
}
