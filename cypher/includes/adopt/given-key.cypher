// The key that `node` is given by one of $labels, from the property of $keys that goes with it; null when none gives one.
head([i IN range(0, size($labels) - 1) WHERE $labels[i] IN labels(node) AND toStringOrNull(node[$keys[i]]) <> ''
  | toStringOrNull(node[$keys[i]])])
