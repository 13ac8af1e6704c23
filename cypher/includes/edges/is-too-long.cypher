// Whether `text` takes more than 2,000 bytes of UTF-8, the longest key that the indexes of both databases hold. A character takes four
// bytes at most, so that most texts need no counting. split gives UTF-16 units: half of a surrogate pair stands for two bytes.
(size(text) > 2000 OR size(text) > 500 AND reduce(bytes = 0, unit IN split(text, '') | bytes + CASE
  WHEN unit < '\u0080' THEN 1 WHEN unit < '\u0800' THEN 2 WHEN '\uD7FF' < unit AND unit < '\uE000' THEN 2 ELSE 3 END) > 2000)
