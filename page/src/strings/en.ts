// Every string of the page, in English: the shape of every other language.
import { assumptions } from './en/assumptions';
import { bar } from './en/bar';
import { believe } from './en/believe';
import { cards } from './en/cards';
import { chart } from './en/chart';
import { choose } from './en/choose';
import { edge } from './en/edge';
import { compare } from './en/compare';
import { explore } from './en/explore';
import { facilitator } from './en/facilitator';
import { groups } from './en/groups';
import { guess } from './en/guess';
import { help } from './en/help';
import { link } from './en/link';
import { memo } from './en/memo';
import { names } from './en/names';
import { page } from './en/page';
import { record } from './en/record';
import { ring } from './en/ring';
import { share } from './en/share';
import { story } from './en/story';
import { team } from './en/team';
import { why } from './en/why';

export const en = { assumptions, bar, believe, cards, chart, choose, compare, edge, explore, facilitator, groups, guess, help, link, memo, names, page, record, ring, share, story, team, why };

export type Strings = typeof en;
