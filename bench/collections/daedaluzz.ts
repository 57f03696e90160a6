/**
 * Consensys' Daedaluzz: mazes with an assertion in most of their rooms, each behind conditions over arguments and the way to it.
 *
 * Its own form for forge is used, the same for both tools: a room marks itself as found, and a test contract has one
 * `invariant_<n>` for each. A tool goes on until its time is up; what counts is how many of the invariants it broke.
 */

import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

import { scratchProject } from '../scratch-project.ts'
import { CollectionError } from './types.ts'

const FOLDER = 'generated-mazes'
const SUFFIX = '.foundry.sol'
const SITE = /function (invariant_\w+)\(/g

export type Maze = {
  /** 'maze-0'. */
  readonly name: string
  readonly source: string
  /** Its invariants: 'invariant_7'. Some cannot be broken by anybody. */
  readonly sites: readonly string[]
}

/** @throws CollectionError */
export async function readMazes(folder: string): Promise<readonly Maze[]> {
  const inside = path.join(folder, FOLDER)
  let files: readonly string[]
  try {
    files = (await readdir(inside)).filter((name) => name.endsWith(SUFFIX)).sort()
  } catch {
    throw new CollectionError(`${inside} cannot be read: is this the folder of daedaluzz?`)
  }
  return Promise.all(
    files.map(async (file) => {
      const source = await readFile(path.join(inside, file), 'utf8')
      return { name: file.slice(0, -SUFFIX.length), source, sites: sitesOf(source) }
    }),
  )
}

/** Invariants of rooms that have an assertion at all; the others hold by their text. */
export function sitesOf(source: string): readonly string[] {
  const marked = new Set([...source.matchAll(/found\[(\d+)\] = true/g)].map(([, number]) => number))
  return [...source.matchAll(SITE)]
    .map(([, name]) => name!)
    .filter((name) => marked.has(name.slice('invariant_'.length)))
}

/** All that the mazes use of forge-std, which need not be there. */
const TEST_CONTRACT = `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.19;

abstract contract Test {
    bool public constant IS_TEST = true;

    function fail(string memory why) internal pure {
        revert(why);
    }
}
`

/** A Foundry project with the maze as its only test; gives its folder. The optimizer as the collection's own runs had it. */
export async function mazeProject({ name, source }: Maze): Promise<string> {
  return scratchProject(
    `daedaluzz-${name}`,
    [
      [`test/${name}.t.sol`, source],
      ['lib/forge-std/src/Test.sol', TEST_CONTRACT],
    ],
    ['optimizer = true', 'optimizer_runs = 200', 'remappings = ["forge-std/=lib/forge-std/src/"]'],
  )
}
