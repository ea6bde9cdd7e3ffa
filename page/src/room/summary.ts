// Least, mean and most of what several groups chose or got; null where fewer than two have a number.

export interface Summary { min: number; mean: number; max: number }

export function summary(values: (number | null)[]): Summary | null {
  const told = values.filter((one): one is number => one !== null && Number.isFinite(one));
  if (told.length < 2) return null;
  return { min: Math.min(...told), mean: told.reduce((sum, one) => sum + one, 0) / told.length, max: Math.max(...told) };
}
