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

// Control characters, and those that change the direction or the grouping of text (Unicode categories Cc, Cf, Zl, Zp).
const INVISIBLE_CHARACTERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * Text from elsewhere (a file name, the output of another program) for one line of a terminal: characters that could
 * move the cursor, end the line or reorder it become `?`.
 */
export function plainText(text: string): string {
  return text.replace(INVISIBLE_CHARACTERS, '?')
}
