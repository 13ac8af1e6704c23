// Whether `node`, whose key is `text` as text, is no endpoint: it lacks the label, or a text as key that an index holds.
(NOT node:KgNode OR NOT coalesce(node.id IS :: STRING NOT NULL, false) OR size(node.id) = 0 OR
  // include: edges/is-too-long
)
