// Cheatcodes that mean nothing here: values for reports, pausing traces, lists of what is warm beforehand, access to
// cheatcodes (everybody has it). They answer something plausible.

import { CheatcodeError, type CheatRun, type CheatTable } from '../context.ts'

const nothing: CheatRun = () => undefined

const breakpoint: CheatRun = (_, [name]) => {
  const characters = [...(name as string)]
  if (characters.length !== 1) throw new CheatcodeError('breakpoints must be exactly one character')
  if (!/^\p{Alphabetic}$/u.test(characters[0]!))
    throw new CheatcodeError('only alphabetic characters are accepted as breakpoints')
}

export const noEffectCheats: CheatTable = {
  'resetGasMetering()': nothing,
  'snapshotValue(string,uint256)': nothing,
  'snapshotValue(string,string,uint256)': nothing,
  'expectSafeMemory(uint64,uint64)': nothing,
  'expectSafeMemoryCall(uint64,uint64)': nothing,
  'stopExpectSafeMemory()': nothing,
  'allowCheatcodes(address)': nothing,
  'pauseTracing()': nothing,
  'resumeTracing()': nothing,
  'accessList((address,bytes32[])[])': nothing,
  'noAccessList()': nothing,
  'breakpoint(string)': breakpoint,
  'breakpoint(string,bool)': breakpoint,
}
