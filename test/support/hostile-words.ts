// Words that are SQL, shell, paths, HTML, escape sequences or turned writing to somebody, and have to stay words.

/** Each may be everything that a file's name must not be. */
export const hostilePaths = [
  ...["../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd"],
  ...["/etc/passwd", "file:///etc/passwd", "..\\..\\windows\\win.ini"],
  ...["projects/../../etc/passwd", "x\u0000/etc/passwd"],
];

/** Whoever runs one of them makes a file `owned` in the present folder. */
export const hostileWords = [
  ...hostilePaths,
  ...["'; drop table trunkline.run; --", "1 or 1=1", "x' union select '1", "%", "_", "\\"],
  ...["$(touch owned)", "`touch owned`", "; touch owned #", "| touch owned", "a\nb", "--help"],
  ...["<script>alert(1)</script>", "\u001b]0;owned\u0007", "\u202egnp.exe", "\u200f", "\u0000"],
  ...["\ufeff", "a\r\nset-cookie: a=b", "__proto__", "constructor", "{{7*7}}"],
  ...["${{ run.id }}", "%s%n", "x".repeat(900)],
];

/** Also what no address and no argument can hold. */
export const hostileTexts = [...hostileWords, "\ud800", "a\udc00b"];
