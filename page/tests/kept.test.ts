import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readKept, withKept } from '../src/state/kept';

const toml = 'title = "Ours"\n\n[picks]\nwip_limit = 16\n';

it('notes and guesses come back from a file as they were', () => {
  const note = fc.string({ maxLength: 200, unit: 'binary' }).filter(text => text.trim() !== '');
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('who', 'date', 'first_step', 'sign'), note), fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0), { maxLength: 30 }), (notes, values) => {
      const guess = { variable: 'trust', locked: true, kind: 'curve' as const, values };
      const text = withKept(toml, { notes, guess });
      expect(readKept(text)).toEqual({ notes: { ...notes }, guess });
      // Nothing of it is anything but a comment.
      expect(text.slice(toml.trimEnd().length).split('\n').every(line => line === '' || (line.startsWith('# ') && !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)))).toBe(true);
    }),
  );
});

it('a file without any is left as it is', () => {
  expect(withKept(toml, { notes: { who: ' ' }, guess: null })).toBe(toml);
  expect(readKept(toml)).toBeNull();
});

it.each(['# page: nonsense', '# page: null', '# page: 3', '# page: {"notes":{"<b>":"x","who":3},"guess":{"variable":1}}', '# page: {"guess":{"variable":"trust","kind":"curve","values":["x"]}}'])('what is not understood is passed over: %s', line => {
  expect(readKept(`${toml}${line}\n`) ?? { notes: {}, guess: null }).toEqual({ notes: {}, guess: null });
});
