/** Ethernaut: levels whose factories deploy an instance for a player. The setup is the factory's, called by a test contract of ours. */

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'

import type { ReportFinding } from '../../src/report/schema.ts'
import { contractsIn } from './contracts-in.ts'
import { isAbout } from './steps-touch.ts'
import { type Collection, type CollectionCase, CollectionError, type Verdict } from './types.ts'

const LEVELS = path.join('src', 'levels')
const SETUPS = path.join('test', 'faultline')
const FACTORY = /^(\w+)Factory\.sol$/
/** What a factory wants to be paid: the least amount of ether that it names, if it looks at what it is paid. */
const PRICE = /([\d.]+) ether/g

export const ethernaut: Collection = {
  name: 'ethernaut',
  title: 'Ethernaut',
  rule:
    'The setup of a level is `factory.createInstance(player)`, called by a test contract that is the same for each level and is written into test/faultline/ of the folder; nothing else ' +
    'is told. A level is *found* if anything is proven with a step that calls a contract of the level, or that gives way inside of one. Levels where nobody has anything to lose ' +
    'and nobody holds a right (a flag is to be set) have nothing that could be found.',
  cases: readCases,
}

async function readCases(folder: string): Promise<readonly CollectionCase[]> {
  await mkdir(path.join(folder, SETUPS), { recursive: true })
  const names = (await listed(path.join(folder, LEVELS))).flatMap((file) => FACTORY.exec(file)?.[1] ?? [])
  return await Promise.all(names.map(async (name) => await caseOf(folder, name)))
}

async function caseOf(folder: string, name: string): Promise<CollectionCase> {
  const factory = await readFile(path.join(folder, LEVELS, `${name}Factory.sol`), 'utf8')
  const source = await readFile(path.join(folder, LEVELS, `${name}.sol`), 'utf8')
  await writeFile(path.join(folder, SETUPS, `${name}.t.sol`), setupOf(name, priceOf(factory)))
  const about = { files: [path.posix.join('src/levels', `${name}.sol`)], names: contractsIn(source) }
  return {
    name,
    group: 'levels',
    label: `src/levels/${name}.sol`,
    folder,
    args: ['--match-contract', `^${name}LevelSetup$`],
    judge: (finding: ReportFinding): Verdict =>
      finding.property.kind !== 'detector' ? 'none' : isAbout(finding, about) ? 'right' : 'other',
  }
}

function priceOf(factory: string): string {
  if (!/msg\.value/.test(factory)) return '0'
  return (
    [...factory.matchAll(PRICE)]
      .map(([, amount]) => amount!)
      .toSorted((left, right) => Number(left) - Number(right))[0] ?? '0'
  )
}

function setupOf(name: string, ether: string): string {
  return `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import {Test} from "forge-std/Test.sol";

interface Level {
    function createInstance(address player) external payable returns (address);
}

contract ${name}LevelSetup is Test {
    address player = makeAddr("player");

    function setUp() public {
        Level factory = Level(deployCode("${name}Factory.sol:${name}Factory"));
        factory.createInstance{value: ${ether} ether}(player);
    }
}
`
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch {
    throw new CollectionError(`${folder} cannot be read: is this the contracts folder of ethernaut?`)
  }
}
