import type { Strings } from '../en';

export const groups: Strings['groups'] = {};
