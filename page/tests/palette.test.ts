import { expect, it } from 'vitest';
import { contrast, pairs, palette } from '../src/palette';

it.each(pairs)('%s can be seen on %s (%s)', (front, back, kind) => {
  expect(contrast(palette[front], palette[back])).toBeGreaterThanOrEqual(kind === 'text' ? 4.5 : 3);
});
