/** Files of the archives that are not run, and why. Named by archive and path. */
export const SLOW_FILES: Readonly<Record<string, string>> = {
  'general-state-tests/stTimeConsuming/CALLBlake2f_MaxRounds.json':
    '2^32 - 1 rounds of BLAKE2 in one call: a quarter of an hour here, and the price (4.3 G gas) is above gasPerCallMax',
}
