const WITHOUT_TERMINAL = 80

/** Columns for text on stdout. Pseudo terminals that nobody looks at have none: they count as no terminal. */
export function terminalWidth(columns: number | undefined = process.stdout.columns): number {
  return columns === undefined || columns <= 0 ? WITHOUT_TERMINAL : columns
}
