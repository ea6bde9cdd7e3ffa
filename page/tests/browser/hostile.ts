// What somebody may send on purpose: the page says what is wrong, goes on as it was opened, and runs nothing.
import type { Check } from './checks';
import { must, t, wait, type Visit } from './visit';

const script = '<script>window.pwned=1</script>';
const image = '<img src=x onerror="window.pwned=1">';

/** Nothing ran, nothing became an element, and the page is still one. */
async function unharmed(v: Visit, what: string): Promise<void> {
  const found = await v.page.evaluate(() => [
    (window as unknown as { pwned?: number }).pwned !== undefined, document.querySelectorAll('#app img, #app script, .paper img, .paper script').length > 0, document.querySelector('main.view') === null,
  ]);
  must(found.every(one => !one), `${what}: ${JSON.stringify(found)}`);
}

/** The message that the page shows, with a way to close it. */
const message = (v: Visit) => v.text('[role=alert] p, p[role=alert]');

const links: [string, string][] = [
  ['garbage', '%%%&&&===;;;\u0000%00%zz'],
  ['an unknown lever', 'picks=make_it_so@4'],
  ['a script as a lever', encodeURIComponent(script)],
  ['a script, not encoded', script],
  ['1 MB', 'a'.repeat(1_000_000)],
  ['a prototype', '__proto__=1&constructor=2&toString@4'],
];

/** A real link of the page, with something in it changed. */
const spoilt: [string, (link: string) => string][] = [
  ['a week out of range', link => link.replace(/\d+/, '99999')],
  ['not a number', link => link.replace(/\d+/, 'NaN')],
  ['infinite', link => link.replace(/\d+/, '1e999')],
  ['the same twice', link => `${link}&${link}`],
  ['a lever that is none', link => link.replace(/demo|quick_wins/, 'constructor')],
];

async function changed(v: Visit): Promise<string> {
  await v.choose(t.choose.lever('Earn trust'), 'demo');
  await v.clickAt(t.choose.start('Earn trust'), .5);
  return v.link();
}

const file = (title: string) => `title = ${JSON.stringify(title)}\nextends = "<wicked-loop.toml>"\n\n[picks]\nquick_wins = 4\n`;

/** Drops a file on the page, as a mouse does. */
async function drop(v: Visit, name: string, text: string): Promise<void> {
  await v.page.evaluate((name, text) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name));
    for (const kind of ['dragover', 'drop']) window.dispatchEvent(new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true }));
  }, name, text);
  await wait(900);
}

export const hostile: Check[] = [
  ...links.map(([what, link]): Check => ({
    name: `a hostile link: ${what}`,
    how: async v => {
      await v.open(link.length > 100_000 ? '' : link);
      if (link.length > 100_000) await v.page.evaluate(text => { location.hash = text; }, link);
      await v.poll('a message', async () => (await message(v)) !== '');
      const told = await message(v);
      must(told.length < 400, `the message has ${told.length} characters`);
      await unharmed(v, what);
    },
  })),
  ...spoilt.map(([what, spoil]): Check => ({
    name: `a spoilt link: ${what}`,
    how: async v => {
      const link = await changed(v), bad = spoil(link);
      must(bad !== link, 'the link was not changed');
      await v.open(bad);
      await v.poll('a message', async () => (await message(v)) !== '');
      await unharmed(v, what);
    },
  })),
  {
    name: 'hostile links of groups: bad lines are told, good ones kept, 1 MB does not hang',
    how: async v => {
      const link = await changed(v);
      await v.press('l');
      await v.paste(t.groups.field, [`${image}: #${link}`, 'garbage=that=is=none', script, `Blue: #${link}`].join('\n'));
      await v.poll('two rows', async () => (await v.count('.groups tbody tr')) === 2);
      must((await v.count('.groups .refused li')) === 2, 'two lines are told');
      must((await v.text('.groups tbody')).includes('<img src=x'), 'a name is text');
      await unharmed(v, 'groups');
      const from = Date.now();
      await v.paste(t.groups.field, `${'x'.repeat(500)}\n`.repeat(2000));
      await v.poll('it is told', async () => (await v.text('.groups .refused')).includes(t.groups.cut));
      await v.paste(t.groups.field, 'x'.repeat(1_000_000));
      await v.poll('it is told', async () => (await v.text('.groups .refused')).includes(t.groups.cut));
      must(Date.now() - from < 6000, `it took ${Date.now() - from} ms`);
      await unharmed(v, '1 MB');
    },
  },
  {
    name: 'a note with markup is text, on the page and on paper',
    how: async v => {
      await v.click(t.bar.more);
      await v.click(t.bar.record);
      await v.type(t.record.monday, `${image}${script}`, 'textarea');
      await v.page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      await wait(200);
      must((await v.count('.paper img, .paper script')) === 0, 'a note became an element');
      await v.page.evaluate(() => dispatchEvent(new Event('afterprint')));
      await unharmed(v, 'a note');
    },
  },
  {
    name: 'a dropped file: a title with markup is text',
    how: async v => {
      await drop(v, 'our.toml', file(image + script));
      await unharmed(v, 'a title');
      await v.press('t');
      await wait(300);
      await unharmed(v, 'a title in the team');
    },
  },
  {
    name: 'a dropped file: garbage is told',
    how: async v => {
      await drop(v, 'garbage.toml', '\u0000\u0001]]][[[ = = =');
      await v.poll('a message', async () => (await message(v)) !== '');
      await unharmed(v, 'garbage');
    },
  },
  {
    name: 'a dropped file: too large, or none of ours, is told',
    how: async v => {
      await drop(v, 'large.toml', 'x'.repeat(1_100_000));
      await v.poll('a message', async () => (await message(v)).includes('large.toml'));
      await drop(v, 'picture.png', 'x');
      await v.poll('a message', async () => (await message(v)).includes('picture.png'));
      await unharmed(v, 'files');
    },
  },
  {
    name: 'a story with markup is text',
    how: async v => {
      const step = `[[story]]\nsay = ${JSON.stringify(image)}\nmore = ${JSON.stringify(script)}\n`;
      await drop(v, 'story.toml', `${file('A story')}\n${step}`);
      await v.press('s');
      await wait(500);
      await unharmed(v, 'a story');
    },
  },
  {
    name: 'the policy holds: no script, no request, no frame of another page',
    how: async v => {
      const told = await v.page.evaluate(async () => {
        const out: string[] = [];
        const script = document.createElement('script');
        script.textContent = 'window.pwned = 1';
        document.body.append(script);
        if ((window as unknown as { pwned?: number }).pwned) out.push('a script ran');
        const button = document.createElement('button');
        button.setAttribute('onclick', 'window.pwned = 2');
        document.body.append(button);
        button.click();
        if ((window as unknown as { pwned?: number }).pwned) out.push('a handler ran');
        try {
          await fetch('https://example.invalid/');
          out.push('it fetched');
        } catch { /* as it should be */ }
        script.remove();
        button.remove();
        return out;
      });
      must(told.length === 0, told.join(', '));
      // What the browser says about it is meant here.
      v.errors.length = 0;
      v.requests.length = 0;
    },
  },
];
