/** The interval of a share at 95 % (Wilson, 1927): unlike the plain one it stays within 0 and 1 and holds for few cases. */
export interface ShareInterval {
  readonly lower: number;
  readonly upper: number;
  readonly halfWidth: number;
}

const Z = 1.959963984540054;

/** Of no cases at all everything is possible. */
export function wilsonInterval(hits: number, cases: number): ShareInterval {
  if (cases <= 0) return { lower: 0, upper: 1, halfWidth: 0.5 };
  const share = hits / cases;
  const shrink = 1 + Z ** 2 / cases;
  const middle = (share + Z ** 2 / (2 * cases)) / shrink;
  const halfWidth = (Z / shrink) * Math.sqrt((share * (1 - share)) / cases + Z ** 2 / (4 * cases ** 2));
  // Exactly 0 and 1 at the ends, where rounding would leave a little.
  return {
    lower: hits <= 0 ? 0 : Math.max(0, middle - halfWidth),
    upper: hits >= cases ? 1 : Math.min(1, middle + halfWidth),
    halfWidth,
  };
}
