// Makes the man page of the command, of the table that its help is made of.
import { codesOf, commands, paragraph, sentence, tables } from './command-tables.mjs';

/** The man page, in the macros of man(7). */
export function manPage(version) {
  const parts = commands.map(([name, one]) => {
    const options = Object.entries(one.flags).flatMap(([flag, known]) => [
      '.TP',
      `.B ${roff(tables.namesOf(flag, known).trim())}`,
      roff(sentence(known.help)),
    ]);
    const exit = codesOf(one) === null ? [] : ['.PP', roff(`Exit code: ${codesOf(one)}`)];
    return [`.SS rxicmp ${roff([name, one.operands].join(' ').trim())}`, roff(paragraph(one)), ...options, ...exit];
  });
  return [
    `.TH RXICMP 1 "" "rxicmp ${version}" "User Commands"`,
    '.SH NAME',
    'rxicmp \\- ping, sweep and trace hosts, and watch them',
    '.SH SYNOPSIS',
    '.B rxicmp',
    roff('HOST...'),
    '.br',
    '.B rxicmp',
    roff('COMMAND [OPTIONS] ...'),
    '.SH DESCRIPTION',
    'Sends ICMP echo requests, and tells what becomes of them.',
    'Before any command',
    `.B ${roff('--simulate FILE')}`,
    'puts it on a network that a JSON file describes.',
    '.PP',
    roff('Times are 200ms, 1.5s, 5m, 1h; a bare number is milliseconds.'),
    '.SH COMMANDS',
    ...parts.flat(),
    '.SH EXIT STATUS',
    '0 when all answered, 1 when some did not, 2 when something was wrong here.',
    '.SH SIGNALS',
    'SIGINT, SIGTERM and SIGHUP end a command with its summary. SIGQUIT prints the statistics so far.',
    '.SH SEE ALSO',
    '.BR ping (8),',
    '.BR fping (8),',
    '.BR mtr (8)',
    '',
  ].join('\n');
}

/** A line as it is: no character of it is a command of roff. */
function roff(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&')
    .replaceAll('"', '\\(dq');
}
