// What the window is like: sizes that drawings need, and what its user asked of the system.

const PHONE = '(max-width: 1000px), (max-height: 480px)';
const CALM = '(prefers-reduced-motion: reduce)';

class Screen {
  /** One unit of the layout in pixels: everything scales by it. */
  rem = $state(16);
  /** Narrow: tabs instead of everything at once. */
  phone = $state(false);
  calm = $state(false);

  constructor() {
    const phone = matchMedia(PHONE), calm = matchMedia(CALM);
    const look = () => {
      this.rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
      this.phone = phone.matches;
      this.calm = calm.matches;
    };
    look();
    addEventListener('resize', look);
    phone.addEventListener('change', look);
    calm.addEventListener('change', look);
    addEventListener('load', look);
  }
}

export const screen = new Screen();
