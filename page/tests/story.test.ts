import { describe, expect, it } from 'vitest';
import { moved, moveOf } from '../src/story/keys';

const press = (key: string, extra = {}) => ({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...extra });

describe('keys of the story', () => {
  it('go on by space, arrow and clicker', () => {
    expect(['ArrowRight', ' ', 'PageDown'].map((k) => moveOf(press(k), 'none'))).toEqual([1, 1, 1]);
    expect(['ArrowLeft', 'PageUp'].map((k) => moveOf(press(k), 'none'))).toEqual([-1, -1]);
    expect(moveOf(press(' ', { shiftKey: true }), 'none')).toBe(-1);
  });
  it('leave to a slider its arrows and to a button its space, but a clicker always works', () => {
    expect([moveOf(press('ArrowRight'), 'slider'), moveOf(press(' '), 'button'), moveOf(press('PageDown'), 'slider'), moveOf(press('PageDown'), 'field')]).toEqual([null, null, 1, null]);
    expect(moveOf(press('ArrowRight', { ctrlKey: true }), 'none')).toBeNull();
  });
  it('stop at both ends', () => {
    expect([moved(0, -1, 9), moved(8, 1, 9), moved(3, 'last', 9), moved(3, 'first', 9), moved(3, null, 9)]).toEqual([0, 8, 8, 0, 3]);
  });
});
