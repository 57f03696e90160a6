// Names of files of lessons. What they are made of is anybody's text.

import type { Lesson } from './types.ts'

const ID_DIGITS = 6
const WORD_MAX = 40
const NAME = /^[a-z0-9][a-z0-9.-]{0,120}$/i

/** 'theft-staking-pool-3fa1c2': what broke, where, and the beginning of its id. */
export function lessonName({
  id,
  property,
  signature,
}: Pick<Lesson, 'id' | 'property' | 'signature'>): string {
  const file = signature.place.split('/').at(-1) ?? ''
  const place = file.replace(/\.sol.*$|\.vy.*$|[.:(].*$/, '')
  return [property.name.replace(/\(.*$/, ''), place, id.slice(0, ID_DIGITS)]
    .map(wordOf)
    .filter((word) => word !== '')
    .join('-')
}

/** Whether it names a file in the folder of a lesson, and nothing else. */
export function isPlainFileName(name: string): boolean {
  return NAME.test(name) && !name.includes('..')
}

/** 'StakingPool' as 'staking-pool'. */
function wordOf(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, WORD_MAX)
    .replace(/-$/, '')
}
