// What options take. Every value is checked here: what comes out can be used.

import { InvalidArgumentError } from 'commander'

const DIGITS_MAX = 16

/** A parser of whole numbers. */
export function wholeNumber(least: number, max: number): (text: string) => number {
  return (text) => {
    const count = /^\d+$/.test(text) && text.length <= DIGITS_MAX ? Number(text) : Number.NaN
    if (!(count >= least && count <= max))
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${max}.`)
    return count
  }
}

/** A parser of numbers of so many bits, decimal or hex. */
export function seedOfBits(bits: number): (text: string) => bigint {
  return (text) => {
    const isNumber = /^(?:\d{1,80}|0x[0-9a-fA-F]{1,64})$/.test(text)
    if (!isNumber || BigInt(text) >> BigInt(bits) !== 0n)
      throw new InvalidArgumentError(`It is a number of up to ${bits} bits, decimal or 0x and hex digits.`)
    return BigInt(text)
  }
}

/** The path of a folder: an empty one, as of a variable that is not set, would be the folder where somebody works. */
export function folderPath(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is the path of a folder.')
  return text
}

/** For options that may be given several times: how often. */
export function countUp(_text: string, count: number): number {
  return count + 1
}
