import type { Strings } from '../en';

export const memo: Strings['memo'] = {};
