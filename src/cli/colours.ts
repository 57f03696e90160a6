/** Marks text for a terminal, or leaves it alone. */
export type Colours = {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
}

/** Colours are for people at a terminal who did not refuse them (no-color.org: any value but an empty one). */
export function wantsColours(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}

/** Colours by ECMA-48 "select graphic rendition", or functions that change nothing. */
export function createColours(isEnabled: boolean): Colours {
  const paint =
    (start: number, end: number) =>
    (text: string): string =>
      isEnabled ? `\u001b[${start}m${text}\u001b[${end}m` : text
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
  }
}
